import { useNavigate, useOutletContext } from "@remix-run/react";
import { SlidersHorizontal } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useChat } from "#app/chat-client/chat-context.tsx";
import { useErrorText } from "#app/i18n/error-text.ts";
import { useText } from "#app/i18n/use-text.ts";
import { limits } from "#app/protocol/limits.ts";
import type { Conversation } from "#app/protocol/resources.ts";
import type { ModelSettings as Settings } from "#app/ui/settings/model-settings-form.ts";
import { useToast } from "#app/ui/toasts/toasts.tsx";
import { moveDraft } from "./draft.ts";
import type { ChatData } from "../chat-data.server.ts";
import { saveModelSettings } from "./save-model-settings.ts";

const Dialog = lazy(async () => {
  const { ModelSettingsDialog } = await import("#app/ui/settings/model-settings-dialog.tsx");
  return { default: ModelSettingsDialog };
});

/** The way to the system prompt and the parameters of one conversation, or of one that is about to begin. */
export function ModelSettings({ conversation }: { conversation: Conversation | undefined }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const save = useSaving(conversation?.id);
  const label = t("parameters.open");
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-label={label}
        title={label}
        onClick={() => setOpen(true)}
      >
        <SlidersHorizontal size={18} aria-hidden />
      </button>
      {isOpen ? (
        <Suspense>
          <Dialog
            settings={conversation ?? { systemPrompt: null, parameters: null }}
            maxPromptLength={limits.systemPromptLength}
            onSave={save}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      ) : null}
    </>
  );
}

/** Saves; settings for a new chat begin its conversation, and the page moves there with what was written. */
function useSaving(conversationId: string | undefined): (settings: Settings) => Promise<string | undefined> {
  const t = useText();
  const errorText = useErrorText();
  const showToast = useToast();
  const navigate = useNavigate();
  const { store } = useChat();
  const { user } = useOutletContext<ChatData>();
  return async (settings) => {
    const answer = await saveModelSettings(conversationId, settings);
    if ("problem" in answer) return errorText(answer.problem);
    const { conversation } = answer;
    store.dispatch({ type: "conversation.saved", conversation, at: Date.now() });
    if (conversationId === undefined) {
      moveDraft(user.id, "new", conversation.id);
      navigate(`/c/${conversation.id}`);
    }
    showToast({ text: t("parameters.saved") });
    return undefined;
  };
}
