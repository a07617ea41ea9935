import { ConnectionBanner } from "../connection-banner.tsx";
import { ErrorPage } from "../error-page.tsx";
import { JumpButton } from "../jump-button.tsx";
import { PageBody } from "../page-body.tsx";
import { PageSkeleton } from "../page-skeleton.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { SearchResults } from "../search/search-results.tsx";
import { NewShareForm } from "../shares/new-share-form.tsx";
import { ShareList } from "../shares/share-list.tsx";
import { StartingPage } from "../starting-page.tsx";
import { sampleHits, sampleId, sampleShares } from "./samples.ts";
import { Section, Specimen } from "./specimen.tsx";

const nothing = () => undefined;

export function BannersSection() {
  return (
    <Section id="banners" heading="Banners and notices">
      <Specimen name="Away, offline, signed out, read-only, stale" isFramed>
        {(["away", "offline", "signedOut", "readOnly", "stale"] as const).map((state) => (
          <ConnectionBanner key={state} state={state} />
        ))}
      </Specimen>
      <Specimen name="An error that belongs to no message">
        <ProblemNotice message="You are sending too fast. Wait 10 s, then try again." onDismiss={nothing} />
      </Specimen>
      <Specimen name="The way back to the newest words" isFramed>
        <div className="relative h-20">
          <JumpButton onJump={nothing} />
        </div>
      </Specimen>
    </Section>
  );
}

export function PagesSection() {
  return (
    <Section id="pages" heading="Pages: empty, loading, failed">
      <Specimen name="Before the first message" isFramed>
        <StartingPage onChoose={nothing} />
      </Specimen>
      <Specimen name="Loading" isFramed>
        <div className="relative h-[30rem]">
          <PageSkeleton label="Sample of a page that loads" />
        </div>
      </Specimen>
      <Specimen name="Failed" isFramed>
        <ErrorPage
          heading="The database is away"
          text="Nothing was lost. This page comes back by itself."
          code="unavailable · 503"
        >
          <a href="/design" className="button button-primary">
            Try again
          </a>
          <a href="/design" className="button">
            New chat
          </a>
        </ErrorPage>
      </Specimen>
    </Section>
  );
}

export function ListsSection() {
  return (
    <Section id="lists" heading="Search and shares">
      <Specimen name="What was found">
        <SearchResults items={sampleHits} timeZone="UTC" />
      </Specimen>
      <Specimen name="A new share, and one that was refused">
        <NewShareForm
          conversationId={sampleId(102)}
          title="Folding maps"
          messageId={null}
          problem={{ code: "invalid_request", message: "title is longer than 200 characters: shorten it." }}
        />
      </Specimen>
      <Specimen name="Shares, the first just made" isFramed>
        <PageBody label="Sample of shares">
          <ShareList shares={sampleShares} createdId={sampleId(201)} timeZone="UTC" />
        </PageBody>
      </Specimen>
    </Section>
  );
}
