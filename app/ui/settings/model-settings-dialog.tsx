import { useId, useState, type FormEvent } from "react";
import { useText } from "#app/i18n/use-text.ts";
import { ModalDialog } from "../modal-dialog.tsx";
import { parseModelSettings, type ModelSettings } from "./model-settings-form.ts";
import { NumberField } from "./number-field.tsx";

interface ModelSettingsDialogProps {
  settings: ModelSettings;
  /** In UTF-16 code units. */
  maxPromptLength: number;
  /** @returns why it could not be saved, or nothing */
  onSave(settings: ModelSettings): Promise<string | undefined>;
  onClose(): void;
}

/** What the model is told before everything else in this conversation, and how it chooses its words. */
export function ModelSettingsDialog({
  settings,
  maxPromptLength,
  onSave,
  onClose,
}: ModelSettingsDialogProps) {
  const t = useText();
  const id = useId();
  const [problem, setProblem] = useState<string>();
  const [isSaving, setSaving] = useState(false);
  const { systemPrompt, parameters } = settings;

  async function save(event: FormEvent<HTMLFormElement>, close: () => void): Promise<void> {
    event.preventDefault();
    setSaving(true);
    const refusal = await onSave(parseModelSettings(new FormData(event.currentTarget)));
    setSaving(false);
    setProblem(refusal);
    if (refusal === undefined) close();
  }

  return (
    <ModalDialog heading={t("parameters.heading")} onClose={onClose}>
      {(close) => (
        <form onSubmit={(event) => void save(event, close)} className="flex flex-col gap-5">
          <div>
            <label htmlFor={id} className="block pb-1.5 font-medium">
              {t("parameters.systemPrompt")}
            </label>
            <textarea
              id={id}
              name="systemPrompt"
              className="field max-h-[30dvh] min-h-24 py-2"
              aria-describedby={`${id}-note`}
              dir="auto"
              maxLength={maxPromptLength}
              defaultValue={systemPrompt ?? ""}
            />
            <p id={`${id}-note`} className="pt-1.5 text-sm text-ink-muted">
              {t("parameters.systemPromptNote")}
            </p>
          </div>
          <NumberField name="temperature" value={parameters?.temperature} min={0} max={2} step={0.1} />
          <NumberField name="topP" value={parameters?.topP} min={0.01} max={1} step={0.01} />
          <NumberField name="maxTokens" value={parameters?.maxTokens} min={1} step={1} />
          {problem === undefined ? null : (
            <p role="alert" className="text-sm text-danger">
              {t("parameters.notSaved", { reason: problem })}
            </p>
          )}
          <div className="flex justify-end gap-2">
            <button type="button" className="button" onClick={close}>
              {t("action.cancel")}
            </button>
            <button className="button button-primary" disabled={isSaving}>
              {t("action.save")}
            </button>
          </div>
        </form>
      )}
    </ModalDialog>
  );
}
