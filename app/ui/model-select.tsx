import { ChevronDown } from "lucide-react";
import { useText } from "#app/i18n/use-text.ts";
import type { Model } from "#app/protocol/resources.ts";

interface ModelSelectProps {
  models: readonly Model[];
  value: string | undefined;
  /** The model that was chosen and is offered no more. */
  goneModel?: string | undefined;
  onChange(name: string): void;
}

/** The choice of model; only its name where there is no choice. */
export function ModelSelect({ models, value, goneModel, onChange }: ModelSelectProps) {
  const t = useText();
  if (models.length < 2) {
    return <span className="min-w-0 truncate ps-2 text-xs text-ink-muted">{models[0]?.name}</span>;
  }
  return (
    <span className="relative flex min-w-0 items-center">
      {goneModel === undefined ? null : (
        <span role="status" className="ps-2 text-xs text-warning">
          {t("model.gone", { model: goneModel })}
        </span>
      )}
      <select
        name="model"
        aria-label={t("model.label")}
        className="h-10 max-w-52 min-w-0 appearance-none truncate rounded-control bg-transparent ps-2 pe-7 text-sm hover:bg-hover"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {models.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      <ChevronDown size={14} className="pointer-events-none absolute end-2 text-ink-muted" aria-hidden />
    </span>
  );
}
