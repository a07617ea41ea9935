import { useText } from "#app/i18n/use-text.ts";
import { useModifierName } from "./modifier-name.ts";
import { shortcuts } from "./shortcut-list.ts";

/** The list of keys, with what each does. */
export function ShortcutTable() {
  const t = useText();
  const modifier = useModifierName();
  return (
    <>
      <dl className="text-sm">
        {shortcuts.map(({ textId, keys }) => (
          <div key={textId} className="flex items-baseline gap-4 border-b border-line py-2">
            <dt className="min-w-0 flex-1">{t(textId)}</dt>
            <dd className="flex flex-none gap-1" dir="ltr">
              {keys.map((key) => (
                <kbd key={key} className="key">
                  {key === "Mod" ? modifier : key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p className="pt-3 text-sm text-ink-muted">{t("shortcuts.note")}</p>
    </>
  );
}
