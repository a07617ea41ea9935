import { NameMark } from "../name-mark.tsx";
import { Section, Specimen } from "./specimen.tsx";
import { colourTokens, motions, shapes, spaceSteps, typeSteps } from "./tokens.ts";

export function ColourSection() {
  return (
    <Section id="colour" heading="Colour">
      <ul className="grid grid-cols-2 gap-4 sm:grid-cols-3 lg:grid-cols-4">
        {colourTokens.map(({ name, swatch }) => (
          <li key={name} className="min-w-0">
            <span className={`block h-12 rounded-control border border-line ${swatch}`} />
            <code className="block truncate pt-1 text-xs text-ink-muted">{name}</code>
          </li>
        ))}
      </ul>
      <Specimen name="Text on surfaces">
        <ul className="grid gap-2 text-sm sm:grid-cols-3">
          {["bg-surface", "bg-sunken", "bg-raised", "bg-hover", "bg-selected", "bg-tint"].map((face) => (
            <li key={face} className={`rounded-control border border-line px-3 py-2 ${face}`}>
              <span className="text-ink">Ink</span> · <span className="text-ink-muted">muted</span> ·{" "}
              <span className="text-accent">accent</span> · <span className="text-danger">danger</span>
            </li>
          ))}
        </ul>
      </Specimen>
    </Section>
  );
}

export function TypeSection() {
  return (
    <Section id="type" heading="Type">
      <ul lang="en" dir="ltr" className="flex flex-col gap-3">
        {typeSteps.map(({ name, face }) => (
          <li key={face} className="grid items-baseline gap-x-6 sm:grid-cols-[6rem_1fr]">
            <code className="text-xs text-ink-muted">{name}</code>
            <span className={`min-w-0 truncate ${face}`}>The reading room opens at nine.</span>
          </li>
        ))}
      </ul>
      <Specimen name="Weights and kinds">
        <p lang="en" dir="ltr">
          Regular, <span className="font-medium">medium</span>,{" "}
          <strong className="font-semibold">semibold</strong>, <em>italic</em>,{" "}
          <code className="font-mono text-sm">monospace</code>,{" "}
          <span className="tabular-nums">1,234,567.89</span>
        </p>
      </Specimen>
    </Section>
  );
}

export function ShapeSection() {
  return (
    <Section id="shape" heading="Space, shape and motion">
      <Specimen name="Steps of space, in pixels">
        <ul className="flex flex-wrap items-end gap-6">
          {spaceSteps.map(({ px, face }) => (
            <li key={px} className="text-xs text-ink-muted tabular-nums">
              <span className={`block h-8 bg-accent ${face}`} />
              {px}
            </li>
          ))}
        </ul>
      </Specimen>
      <Specimen name="Corners and the one shadow">
        <ul lang="en" dir="ltr" className="flex flex-wrap gap-6">
          {shapes.map(({ name, face }) => (
            <li
              key={name}
              className={`grid h-16 w-32 place-items-center border border-line bg-raised text-xs text-ink-muted ${face}`}
            >
              {name}
            </li>
          ))}
        </ul>
      </Specimen>
      <Specimen name="Motion: ease-out, opacity and transform only; none where less is asked for">
        <dl lang="en" dir="ltr" className="max-w-md text-sm">
          {motions.map(({ name, use, duration }) => (
            <div key={name} className="flex gap-4 border-b border-line py-2">
              <dt className="w-32 flex-none font-medium">{name}</dt>
              <dd className="min-w-0 flex-1 text-ink-muted">{use}</dd>
              <dd className="flex-none tabular-nums">{duration}</dd>
            </div>
          ))}
        </dl>
      </Specimen>
      <Specimen name="Name mark">
        <p className="flex items-center gap-4">
          <NameMark size={16} />
          <NameMark />
          <NameMark size={48} />
        </p>
      </Specimen>
    </Section>
  );
}
