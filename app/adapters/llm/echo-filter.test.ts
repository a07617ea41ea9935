import { describe, expect, it } from "vitest";
import { createEchoFilter } from "./echo-filter.ts";

const begun = "Once upon a time";

function filter(pieces: readonly string[]): string {
  const echo = createEchoFilter(begun);
  return pieces.map((piece) => echo.push(piece)).join("") + echo.finish();
}

describe("an answer that goes on", () => {
  it.each([
    ["at once", [" there was"], " there was"],
    ["after an echo in one piece", [begun, " there was"], " there was"],
    ["after an echo with what is new in the same piece", [`${begun} there`, " was"], " there was"],
    ["after an echo in tokens", ["Once", " upon", " a", " time", " there"], " there"],
    ["after an echo that ends inside a token", ["Once upon a", " time the", "re"], " there"],
    ["with words that begin alike", ["Once", " upon a tide"], "Once upon a tide"],
    ["and breaks off inside what could be an echo", ["Once", " upon"], "Once upon"],
    ["with nothing", [], ""],
    ["with an echo alone", [begun], ""],
    ["with an echo after an echo", [begun, begun], begun],
  ])("%s says only what is new", (_, pieces, told) => {
    expect(filter(pieces)).toBe(told);
  });

  it("may say again what is too short to be an echo", () => {
    const echo = createEchoFilter("Ha");
    expect(echo.push("Ha") + echo.finish()).toBe("Ha");
  });
});
