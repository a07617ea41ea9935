import { useId } from "react";
import { useText } from "#app/i18n/use-text.ts";
import type { ModelParameters } from "#app/protocol/resources.ts";

interface NumberFieldProps {
  name: keyof ModelParameters;
  value: number | undefined;
  min: number;
  max?: number;
  step: number;
}

/** One setting of the model; empty leaves it to the operator. */
export function NumberField({ name, value, ...bounds }: NumberFieldProps) {
  const t = useText();
  const id = useId();
  return (
    <div className="grid items-center gap-x-4 gap-y-1 sm:grid-cols-[1fr_7rem]">
      <label htmlFor={id} className="font-medium">
        {t(`parameters.${name}`)}
      </label>
      <input
        id={id}
        type="number"
        name={name}
        className="field tabular-nums"
        aria-describedby={`${id}-note`}
        placeholder={t("parameters.defaultValue")}
        defaultValue={value}
        {...bounds}
      />
      <p id={`${id}-note`} className="text-sm text-ink-muted sm:col-span-2">
        {t(`parameters.${name}Note`)}
      </p>
    </div>
  );
}
