import { useRef, type ComponentProps } from "react";
import { Composer } from "../composer/composer.tsx";
import { QueuedMessages } from "../composer/queued-messages.tsx";
import { ModelSelect } from "../model-select.tsx";
import { sampleId, sampleModels } from "./samples.ts";
import { Section, Specimen } from "./specimen.tsx";

const nothing = () => undefined;
const sentence = "Compare the two ways to fold a map, and say which is easier to teach.";

const queued = (
  <QueuedMessages
    messages={[
      { id: sampleId(1), content: "And in the wind?" },
      { id: sampleId(2), content: sentence },
    ]}
    onEdit={nothing}
    onCancel={nothing}
  />
);

export function ComposerSection() {
  return (
    <Section id="composer" heading="Composer">
      <SampleComposer name="Empty" />
      <SampleComposer
        name="Written, a third of the window used"
        initialText={sentence}
        contextFill={fill(2_700)}
      />
      <SampleComposer
        name="Several lines, several models"
        initialText={`${sentence}\n\n${sentence}`}
        models={models}
      />
      <SampleComposer name="Near the limit" initialText={sentence} maxLength={80} />
      <SampleComposer
        name="Too long, and refused"
        initialText={sentence}
        maxLength={60}
        error="The message is longer than 60 characters. Shorten it by 9."
      />
      <SampleComposer name="While an answer is written" running={{ stop: nothing }} />
      <SampleComposer
        name="With messages that wait, the window full"
        running={{ stop: nothing }}
        initialText="One more thing"
        queued={queued}
        contextFill={{ ...fill(8_000), isCut: true }}
      />
      <SampleComposer name="With the operator's notice" notice="Answers may be wrong. Check what matters." />
    </Section>
  );
}

const models = <ModelSelect models={sampleModels} value="Demo" onChange={nothing} />;

const fill = (usedTokens: number) => ({ usedTokens, limitTokens: 8_000, isCut: false });

type SampleComposerProps = { name: string } & Partial<ComponentProps<typeof Composer>>;

function SampleComposer({ name, ...state }: SampleComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  return (
    <Specimen name={name}>
      <div className="-mx-4 md:-mx-6">
        <Composer
          textRef={field}
          action="/design"
          hiddenFields={{}}
          initialText=""
          error={undefined}
          running={undefined}
          onSend={nothing}
          onChange={nothing}
          onEditLast={nothing}
          maxLength={100_000}
          contextFill={undefined}
          models={<ModelSelect models={sampleModels.slice(0, 1)} value="Demo" onChange={nothing} />}
          queued={null}
          notice={undefined}
          {...state}
        />
      </div>
    </Specimen>
  );
}
