import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import { lazy } from "react";
import { DeleteDialog } from "../delete-dialog.tsx";
import { FeedbackButtons } from "../messages/feedback-buttons.tsx";
import { Menu } from "../menu.tsx";
import { ModalDialog } from "../modal-dialog.tsx";
import { ToastCard } from "../toasts/toast-card.tsx";
import { useToast } from "../toasts/toasts.tsx";
import { sampleAnswer, sampleConversation, sampleConversations, sampleHits } from "./samples.ts";
import { OnDemand, Section, Specimen } from "./specimen.tsx";

// As the chat does: what is loaded when it is asked for stays in files of its own.
const Palette = lazy(() => import("../palette/palette.tsx"));
const ModelSettingsDialog = lazy(async () => {
  const { ModelSettingsDialog: dialog } = await import("../settings/model-settings-dialog.tsx");
  return { default: dialog };
});
const ShortcutsDialog = lazy(async () => {
  const { ShortcutsDialog: dialog } = await import("../shortcuts/shortcuts-dialog.tsx");
  return { default: dialog };
});

const nothing = () => undefined;

/** What floats over the page: menus, dialogs, toasts. */
export function FloatingSection() {
  return (
    <Section id="floating" heading="Menus, dialogs and toasts">
      <Specimen name="Menu">
        <Menu label="Sample menu" face={<Ellipsis size={18} aria-hidden />}>
          <button type="button" className="menu-item">
            <Pencil size={16} aria-hidden /> Rename
          </button>
          <button type="button" className="menu-item menu-item-danger">
            <Trash2 size={16} aria-hidden /> Delete
          </button>
        </Menu>
      </Specimen>
      <Specimen name="Dialogs">
        <Dialogs />
      </Specimen>
      <Toasts />
    </Section>
  );
}

function Dialogs() {
  return (
    <div className="flex flex-wrap gap-2">
      <OnDemand name="Dialog">
        {(close) => (
          <ModalDialog heading="Heading" onClose={close}>
            {() => <p>Its words.</p>}
          </ModalDialog>
        )}
      </OnDemand>
      <OnDemand name="Delete">
        {(close) => <DeleteDialog conversation={sampleConversation(2)} onConfirm={close} onCancel={close} />}
      </OnDemand>
      <OnDemand name="Model settings">
        {(close) => (
          <ModelSettingsDialog
            settings={{ systemPrompt: "Answer in one sentence.", parameters: { temperature: 0.4 } }}
            maxPromptLength={10_000}
            onSave={() => Promise.resolve("the server is away")}
            onClose={close}
          />
        )}
      </OnDemand>
      <OnDemand name="Shortcuts">{(close) => <ShortcutsDialog onClose={close} />}</OnDemand>
      <OnDemand name="Palette">
        {(close) => (
          <Palette
            commands={[{ id: "new-chat", label: "New chat", run: nothing }]}
            conversations={sampleConversations}
            search={findSamples}
            onOpen={nothing}
            onClose={close}
          />
        )}
      </OnDemand>
      <FeedbackButtons
        message={sampleAnswer({ feedback: { value: "down", comment: "Too long." } })}
        onFeedback={nothing}
      />
    </div>
  );
}

async function findSamples() {
  return sampleHits;
}

function Toasts() {
  const showToast = useToast();
  const undo = { label: "Undo", run: nothing };
  return (
    <Specimen name="Toasts: with a way back, and without">
      <div className="flex flex-col items-start gap-2">
        <ToastCard toast={{ id: 1, text: "Conversation deleted.", action: undo }} onEnd={nothing} />
        <ToastCard toast={{ id: 2, text: "Link copied." }} onEnd={nothing} />
        <button
          type="button"
          lang="en"
          className="button mt-2"
          onClick={() => showToast({ text: "Conversation deleted.", action: undo })}
        >
          Show a toast
        </button>
      </div>
    </Specimen>
  );
}
