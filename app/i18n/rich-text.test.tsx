import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { RichText } from "./rich-text.tsx";
import { inEnglish } from "./testing/in-english.tsx";

it("shows the words of a value as they are, whatever they look like", () => {
  const key = <kbd />;
  const text = (
    <RichText id="composer.keysModifier" values={{ modifier: "<b>&</key>" }} components={{ key }} />
  );
  expect(renderToStaticMarkup(inEnglish(text))).toBe(
    "<kbd>&lt;b&gt;&amp;&lt;/key&gt; Enter</kbd> sends · <kbd>Enter</kbd> new line",
  );
});
