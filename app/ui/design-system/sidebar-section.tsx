import { useState } from "react";
import type { Conversation } from "#app/protocol/resources.ts";
import { ConversationHeader } from "../conversation-header.tsx";
import { Account } from "../sidebar/account.tsx";
import { ConversationGroups } from "../sidebar/conversation-groups.tsx";
import { SelectionBar } from "../sidebar/selection-bar.tsx";
import { Sidebar } from "../sidebar/sidebar.tsx";
import { ThemeChoice } from "../theme-choice.tsx";
import { TitleForm } from "../title-form.tsx";
import { idleCommands, sampleConversation, sampleConversations, sampleToday } from "./samples.ts";
import { OnDemand, Section, Specimen } from "./specimen.tsx";

const nothing = () => undefined;

export function SidebarSection() {
  return (
    <Section id="sidebar" heading="Sidebar and header">
      <div className="grid gap-8 md:grid-cols-2">
        <SampleSidebar name="Full" id="sample-sidebar" conversations={sampleConversations} />
        <SampleSidebar name="Empty" id="sample-sidebar-empty" conversations={[]} />
        <Selection />
        <Specimen name="A title being changed">
          <OnDemand name="Rename">
            {(close) => <TitleForm title="Folding maps" onSave={close} onCancel={close} />}
          </OnDemand>
        </Specimen>
      </div>
      <Specimen name="Header of a conversation" isFramed>
        <ConversationHeader conversation={sampleConversation(2)} isRenaming={false} {...idleCommands} />
      </Specimen>
    </Section>
  );
}

interface SampleSidebarProps {
  name: string;
  id: string;
  conversations: readonly Conversation[];
}

/** Shown where it stands, whatever the width of the screen. */
function SampleSidebar({ name, id, conversations }: SampleSidebarProps) {
  return (
    <Specimen name={name} isFramed>
      <div className="[&>aside]:static [&>aside]:flex [&>aside]:h-160 [&>aside]:w-full">
        <Sidebar
          id={id}
          appName="Chatbot"
          conversations={conversations}
          currentId={sampleConversations[1]?.id}
          today={sampleToday}
          commands={idleCommands}
          onSearch={nothing}
          more={null}
          account={<SampleAccount />}
        />
      </div>
    </Specimen>
  );
}

function SampleAccount() {
  const user = { id: "ada", name: "Ada Lovelace", email: "ada@example.org" };
  return (
    <Account
      onSignOut={() => undefined}
      user={user}
      logoutUrl="/design"
      theme={<ThemeChoice theme="system" returnTo="/design" onChoose={nothing} />}
    />
  );
}

function Selection() {
  const conversations = sampleConversations.slice(0, 3);
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set([conversations[0]?.id ?? ""]));
  const toggle = (id: string) =>
    setIds((chosen) => new Set([...chosen].filter((own) => own !== id).concat(chosen.has(id) ? [] : id)));
  return (
    <Specimen name="Several being chosen" isFramed>
      <div className="bg-sunken p-2 text-sm">
        <ConversationGroups
          conversations={conversations}
          currentId={undefined}
          today={sampleToday}
          commands={idleCommands}
          selectedIds={ids}
          onToggle={toggle}
        />
        <SelectionBar
          selected={conversations.filter(({ id }) => ids.has(id))}
          commands={idleCommands}
          onEnd={() => setIds(new Set())}
        />
      </div>
    </Specimen>
  );
}
