import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { ModelSelect } from "../model-select.tsx";
import { preferenceChoices, type Preferences } from "../preferences.ts";
import { LanguageSelect } from "../settings/language-select.tsx";
import { NumberField } from "../settings/number-field.tsx";
import { PreferenceGroup } from "../settings/preference-group.tsx";
import { ShortcutTable } from "../shortcuts/shortcut-table.tsx";
import { ThemeChoice } from "../theme-choice.tsx";
import { sampleModels } from "./samples.ts";
import { Section, Specimen } from "./specimen.tsx";

export function ControlsSection() {
  return (
    <Section id="controls" heading="Controls">
      <Specimen name="Buttons: plain, first choice, dangerous, disabled">
        <div className="flex flex-wrap gap-2">
          <ButtonFaces face="button" />
          <ButtonFaces face="button button-primary" />
          <ButtonFaces face="button button-danger" />
        </div>
      </Specimen>
      <Specimen name="Buttons of one sign, and a verb in a line of text">
        <div className="flex flex-wrap items-center gap-2 text-sm">
          <button type="button" className="icon-button" aria-label="Edit">
            <Pencil size={16} aria-hidden />
          </button>
          <button type="button" className="icon-button" aria-label="Edit, disabled" disabled>
            <Pencil size={16} aria-hidden />
          </button>
          <span lang="en" className="text-ink-muted">
            Stopped by you ·{" "}
            <button type="button" className="text-button">
              Continue
            </button>
          </span>
        </div>
      </Specimen>
      <Specimen name="Fields">
        <div lang="en" className="grid max-w-xl gap-4">
          <input className="field" aria-label="Empty" placeholder="Placeholder" />
          <input className="field" aria-label="Filled" defaultValue="Folding maps" />
          <textarea className="field min-h-24 py-2" aria-label="Several lines" defaultValue={"Two\nlines"} />
          <NumberField name="temperature" value={0.7} min={0} max={2} step={0.1} />
          <NumberField name="maxTokens" value={undefined} min={1} step={1} />
        </div>
      </Specimen>
      <Choices />
      <Specimen name="Keys">
        <ShortcutTable />
      </Specimen>
    </Section>
  );
}

function ButtonFaces({ face }: { face: string }) {
  return (
    <>
      <button type="button" lang="en" className={face}>
        {face.includes("danger") ? <Trash2 size={16} aria-hidden /> : <Plus size={16} aria-hidden />} Verb
      </button>
      <button type="button" lang="en" className={face} disabled>
        Disabled
      </button>
    </>
  );
}

function Choices() {
  const [theme, setTheme] = useState<Preferences["theme"]>("system");
  const [textSize, setTextSize] = useState<Preferences["textSize"]>("normal");
  return (
    <>
      <Specimen name={`Choices of one kind: ${preferenceChoices.textSize.length} sizes`}>
        <PreferenceGroup name="textSize" value={textSize} onChoose={setTextSize} />
      </Specimen>
      <Specimen name="Choices in a menu">
        <div className="max-w-56">
          <ThemeChoice theme={theme} returnTo="/design" onChoose={setTheme} />
        </div>
      </Specimen>
      <Specimen name="Choice of language">
        <LanguageSelect language={null} />
      </Specimen>
      <Specimen name="Choice of model: several, one">
        <div className="flex items-center gap-6">
          <ModelSelect models={sampleModels} value="Demo" onChange={() => undefined} />
          <ModelSelect models={sampleModels.slice(0, 1)} value="Demo" onChange={() => undefined} />
        </div>
      </Specimen>
    </>
  );
}
