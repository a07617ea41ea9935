import { useNavigate } from "@remix-run/react";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { requestApi } from "#app/chat-client/api-request.ts";
import { useChat } from "#app/chat-client/chat-context.tsx";
import { useText } from "#app/i18n/use-text.ts";
import type { Conversation } from "#app/protocol/resources.ts";
import type { SearchHit } from "#app/protocol/search.ts";
import type { PaletteCommand } from "#app/ui/palette/palette-entries.ts";
import { isModifiedKey } from "#app/ui/shortcuts/keys.ts";
import { usePreferenceChoice } from "../../page/shown-preferences.ts";

const loadPalette = () => import("#app/ui/palette/palette.tsx");
const Palette = lazy(loadPalette);

export interface PaletteState {
  isOpen: boolean;
  /** Undefined until the page is alive. */
  open: (() => void) | undefined;
  close(): void;
}

/** Whether the palette is open; Ctrl or ⌘ and K opens and closes it. */
export function usePalette(): PaletteState {
  const { client } = useChat();
  const [isOpen, setOpen] = useState(false);
  const open = useCallback(() => setOpen(true), []);
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const { key } = event;
      // What is typed before it is there would be lost. What fails now is tried again when it opens.
      if (key === "Control" || key === "Meta") loadPalette().catch(() => undefined);
      if (!isModifiedKey(event, "k", false)) return;
      event.preventDefault();
      // Another question that is open comes first.
      if (!document.querySelector("dialog[open]:not(.palette)")) setOpen((isShown) => !isShown);
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
  return { isOpen, open: client && open, close: () => setOpen(false) };
}

interface PaletteHostProps {
  palette: PaletteState;
  conversations: readonly Conversation[];
}

/** Loads the palette when it is first wanted. */
export function PaletteHost({ palette, conversations }: PaletteHostProps) {
  const navigate = useNavigate();
  const commands = useCommands();
  if (!palette.isOpen) return null;
  return (
    <Suspense fallback={null}>
      <Palette
        commands={commands}
        conversations={conversations}
        search={searchMessages}
        onOpen={(address) => navigate(address)}
        onClose={palette.close}
      />
    </Suspense>
  );
}

/** A page of a very long history may be empty and not the last. */
const maxPages = 5;

async function searchMessages(query: string, signal: AbortSignal): Promise<readonly SearchHit[] | undefined> {
  let cursor: string | null = null;
  for (let page = 0; page < maxPages; page += 1) {
    const further: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const address = `/api/search?limit=12&q=${encodeURIComponent(query)}${further}`;
    const { body } = { body: undefined, ...(await requestApi(address, { signal })) };
    if (!isFound(body)) return undefined;
    if (body.items.length > 0 || body.nextCursor === null) return body.items;
    cursor = body.nextCursor;
  }
  return [];
}

function isFound(body: unknown): body is { items: SearchHit[]; nextCursor: string | null } {
  return (
    typeof body === "object" &&
    body !== null &&
    "items" in body &&
    Array.isArray(body.items) &&
    "nextCursor" in body
  );
}

const themes = ["system", "light", "dark", "contrast"] as const;

function useCommands(): readonly PaletteCommand[] {
  const t = useText();
  const choose = usePreferenceChoice();
  return useMemo(
    () => [
      { id: "new-chat", label: t("action.newChat"), address: "/" },
      { id: "search", label: t("search.heading"), address: "/search" },
      { id: "shares", label: t("share.heading"), address: "/shares" },
      { id: "settings", label: t("settings.heading"), address: "/settings" },
      { id: "import", label: t("import.heading"), address: "/import" },
      { id: "export", label: t("settings.export"), run: () => window.location.assign("/api/export") },
      ...themes.map((theme) => ({
        id: `theme-${theme}`,
        label: `${t("theme.label")}: ${t(`theme.${theme}`)}`,
        run: () => choose("theme", theme),
      })),
    ],
    [t, choose],
  );
}
