import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { inEnglish } from "#app/i18n/testing/in-english.tsx";
import { WaitingLines } from "./waiting-answer.tsx";

const render = (queuePosition: number | undefined) =>
  renderToStaticMarkup(inEnglish(<WaitingLines model="demo" queuePosition={queuePosition} />));

describe("an answer before its first word", () => {
  it.each([
    [1, "Waiting: 1st in line"],
    [3, "Waiting: 3rd in line"],
    [12, "Waiting: 12th in line"],
  ])("says that it is number %i in the line of a busy model", (position, text) => {
    expect(render(position)).toContain(text);
  });

  it.each([undefined, 0])("waits for the model to begin when its place is %s", (position) => {
    expect(render(position)).not.toContain("in line");
    expect(render(position)).toContain("demo");
  });
});
