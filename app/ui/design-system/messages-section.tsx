import type { ComponentProps, ReactNode } from "react";
import type { Safety } from "#app/protocol/resources.ts";
import { AssistantMessage } from "../messages/assistant-message.tsx";
import { ContextNote } from "../messages/context-note.tsx";
import { MessageCommandsProvider } from "../messages/message-commands.ts";
import { PendingMessage } from "../messages/pending-message.tsx";
import { UserMessage } from "../messages/user-message.tsx";
import { WaitingAnswer } from "../messages/waiting-answer.tsx";
import { useIsAlive } from "./is-alive.ts";
import { sampleAnswer, sampleId, sampleQuestion } from "./samples.ts";
import { Section, Specimen } from "./specimen.tsx";

const nothing = () => undefined;
const half = "Along its old creases. Start with the **long** fol";
const thought = "The map has six panels. Folding the long side first keeps the cover outside.";

export function MessagesSection() {
  return (
    <Section id="messages" heading="Messages">
      <MessageCommandsProvider
        value={{ onFeedback: nothing, onDelete: nothing, keptEdit: () => "", keepEdit: nothing }}
      >
        <Questions />
        <StreamingAnswers />
        <EndedAnswers />
      </MessageCommandsProvider>
    </Section>
  );
}

function Questions() {
  const keepsTools = useIsAlive();
  const shared = { keepsTools, onEdit: nothing, onSelectVersion: nothing };
  return (
    <>
      <Specimen name="Question, second of three versions">
        <Column>
          <UserMessage
            {...shared}
            message={sampleQuestion({ siblingIds: [sampleId(3), sampleId(1), sampleId(2)] })}
          />
        </Column>
      </Specimen>
      <Specimen name="Question that was withheld">
        <Column>
          <UserMessage {...shared} message={sampleQuestion({ content: "", status: "blocked" })} />
        </Column>
      </Specimen>
      <Specimen name="On its way; refused">
        <Column>
          <PendingMessage content="And in the wind?" isFailed={false} {...refusal} />
          <PendingMessage content="And in the wind?" isFailed {...refusal} />
        </Column>
      </Specimen>
    </>
  );
}

const refusal = { reason: "You have used today's share.", onRetry: nothing, onTakeBack: nothing };

function StreamingAnswers() {
  const streaming = sampleAnswer({ content: "", status: "streaming" });
  return (
    <>
      <Specimen name="Awaited: before the first word, and in the line of a busy model">
        <Column>
          <WaitingAnswer model="Demo" />
          <Answer message={streaming} live={{ text: "", reasoning: "", queuePosition: 3 }} />
        </Column>
      </Specimen>
      <Specimen name="Thinking">
        <Column>
          <Answer message={streaming} live={{ text: "", reasoning: thought }} />
        </Column>
      </Specimen>
      <Specimen name="Growing">
        <Column>
          <Answer message={streaming} live={{ text: half, reasoning: "" }} />
        </Column>
      </Specimen>
    </>
  );
}

const found: Safety = {
  direction: "output",
  verdict: "unsafe",
  action: "block",
  categories: [{ code: "S7", name: "Privacy" }],
};

const failed = {
  code: "model_unavailable",
  message: "The model did not answer for 60 s. Your message is saved.",
};

const ends: readonly ({ name: string } & AnswerState)[] = [
  { name: "Whole, after a thought", message: sampleAnswer({ reasoning: thought, ...timed(12_000) }) },
  { name: "Whole, liked", message: sampleAnswer({ feedback: { value: "up" } }) },
  { name: "Cut off at the limit", message: sampleAnswer({ finishReason: "length" }) },
  { name: "Stopped", message: sampleAnswer({ status: "stopped", content: half }) },
  { name: "Interrupted", message: sampleAnswer({ status: "interrupted", content: half }) },
  { name: "Failed", message: sampleAnswer({ status: "failed", content: "", error: failed }) },
  { name: "Withheld: the answer", message: sampleAnswer({ status: "blocked", content: "", safety: found }) },
  {
    name: "Withheld: the question",
    message: sampleAnswer({ status: "blocked", content: "", safety: { ...found, direction: "input" } }),
  },
  { name: "Noted, not withheld", message: sampleAnswer({ safety: { ...found, action: "warn" } }) },
  { name: "Asked again, and refused", message: sampleAnswer(), retryFailure: failed },
];

function EndedAnswers() {
  return (
    <>
      {ends.map(({ name, ...state }) => (
        <Specimen key={name} name={name}>
          <Column>
            <Answer {...state} />
          </Column>
        </Specimen>
      ))}
      <Specimen name="Where the model's window begins">
        <ContextNote isSummarised={false} />
        <ContextNote isSummarised />
      </Specimen>
    </>
  );
}

function timed(reasoningMs: number) {
  return { usage: { ...sampleAnswer().usage, reasoningMs } };
}

type AnswerProps = ComponentProps<typeof AssistantMessage>;
type AnswerState = Pick<AnswerProps, "message" | "live"> & Partial<Pick<AnswerProps, "retryFailure">>;

function Answer(props: AnswerState) {
  const { status } = props.message;
  const isCut = status === "stopped" || status === "interrupted";
  return (
    <AssistantMessage
      retryFailure={undefined}
      {...props}
      keepsTools={useIsAlive()}
      onContinue={isCut ? nothing : undefined}
      onRegenerate={nothing}
      onEditQuestion={nothing}
      onSelectVersion={nothing}
    />
  );
}

function Column({ children }: { children: ReactNode }) {
  return <div className="@container flex flex-col gap-4">{children}</div>;
}
