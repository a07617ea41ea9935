import { Writable } from "node:stream";
import { renderToPipeableStream, renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { inEnglish } from "#app/i18n/testing/in-english.tsx";
import { createHtmlStore, type HtmlStore } from "./html-store.ts";
import { Markdown, MarkdownProvider, type MarkdownRenderer } from "./markdown.tsx";
import { RenderedMarkdown } from "./rendered-markdown.tsx";
import { createServerMarkdown } from "./server-markdown.tsx";
import { SAMPLE_TEXTS } from "./testing/sample-texts.ts";

interface Page {
  readonly texts: readonly string[];
  readonly renderer: MarkdownRenderer;
}

function show({ texts, renderer }: Page) {
  return inEnglish(
    <MarkdownProvider renderer={renderer}>
      <main>
        {texts.map((text, index) => (
          <Markdown key={index} id={`m${index}`} text={text} />
        ))}
      </main>
    </MarkdownProvider>,
  );
}

function renderPage(page: Page): Promise<string> {
  return new Promise((resolve, reject) => {
    let html = "";
    const target = new Writable({
      write: (chunk: Buffer, _, done) => ((html += chunk.toString()), done()),
      final: (done) => (resolve(html), done()),
    });
    const { pipe } = renderToPipeableStream(show(page), { onAllReady: () => pipe(target), onError: reject });
  });
}

const onServer = (texts: readonly string[], store: HtmlStore) =>
  renderPage({ texts, renderer: createServerMarkdown(store) });

describe("Answers of a page on the server", () => {
  const texts = Object.values(SAMPLE_TEXTS);

  it("are the HTML that the browser expects, at first and from the store", async () => {
    const store = createHtmlStore(1_000_000);
    const expected = renderToString(show({ texts, renderer: RenderedMarkdown }));
    expect(await onServer(texts, store)).toBe(expected);
    expect(await onServer(texts, store)).toBe(expected);
  });

  it("are rendered once for all pages", async () => {
    let count = 0;
    const store = createHtmlStore(1_000_000);
    const counting: HtmlStore = { ...store, inTurn: (run) => ((count += 1), store.inTurn(run)) };
    await onServer(texts, counting);
    await onServer([...texts, "One *more*"], counting);
    expect(count).toBe(texts.length + 1);
  });

  it("are shown even if the store keeps nothing", async () => {
    expect(await onServer(["A **word**"], createHtmlStore(0))).toContain("<strong>word</strong>");
  });

  it("are shown as they were written, and it is said, once the page has spent its budget", async () => {
    const dense = "*a* `b` ".repeat(8_000);
    const html = await onServer(
      Array.from({ length: 20 }, () => dense),
      createHtmlStore(100_000_000),
    );
    expect(html.match(/data-as-source="m\d+"/g)?.length).toBeGreaterThan(10);
    expect(html).toContain("this page holds too much to format all of it");
    expect(html.indexOf("data-as-source")).toBeGreaterThan(html.indexOf("<em>"));
  });

  it("leave room for other work while they are rendered", async () => {
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await onServer(["A paragraph of *some* words.\n\n".repeat(2_000)], createHtmlStore(10_000_000));
    isDone = true;
    expect(turns).toBeGreaterThan(20);
  });

  it("that were shown as they were written stay so when the page comes to life", () => {
    const html = renderToString(
      inEnglish(
        <MarkdownProvider renderer={RenderedMarkdown} asSource={new Set(["m1"])}>
          <Markdown id="m0" text="*a*" />
          <Markdown id="m1" text="*b*" />
        </MarkdownProvider>,
      ),
    );
    expect(html).toContain("<em>a</em>");
    expect(html).toContain('data-as-source="m1"><p class="md-source">*b*</p>');
  });
});
