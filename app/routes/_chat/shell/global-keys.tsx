import { useNavigate } from "@remix-run/react";
import { lazy, Suspense, useEffect, useState } from "react";
import { isMessageKey, isModifiedKey, isModifiedSlash, isStrayCharacter } from "#app/ui/shortcuts/keys.ts";

const ShortcutsDialog = lazy(async () => {
  const module = await import("#app/ui/shortcuts/shortcuts-dialog.tsx");
  return { default: module.ShortcutsDialog };
});

/** The keys that work on every page of the chat, and the list of all keys. */
export function GlobalKeys() {
  const navigate = useNavigate();
  const [isListOpen, setListOpen] = useState(false);

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (isModifiedKey(event, "o")) {
        event.preventDefault();
        navigate("/");
      } else if (isModifiedSlash(event) || isListKey(event)) {
        event.preventDefault();
        setListOpen(true);
      }
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [navigate]);

  return isListOpen ? (
    <Suspense>
      <ShortcutsDialog onClose={() => setListOpen(false)} />
    </Suspense>
  ) : null;
}

/** The question mark, where it is not the beginning of a message. */
function isListKey(event: KeyboardEvent): boolean {
  if (isMessageKey(event, "?")) return true;
  return event.key === "?" && isStrayCharacter(event) && document.querySelector(".composer-dock") === null;
}
