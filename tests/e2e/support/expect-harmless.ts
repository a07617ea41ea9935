import { expect, type Page } from "@playwright/test";

/**
 * No script of a stranger has run in the page or its frames, and nothing in the page could run one or load something
 * when it is used. What is loaded or blocked meanwhile is noted by the fixtures.
 */
export async function expectHarmless(page: Page): Promise<void> {
  for (const frame of page.frames()) expect(await frame.evaluate(() => "hostile" in window)).toBe(false);
  const findings = await page.evaluate(() => {
    const found: string[] = [];
    const forbidden =
      "style, base, object, embed, applet, img, video, audio, frame, template, portal, animate, set";
    const strange = "script, link, meta, form, svg *, textarea, button, input:not([type=checkbox][disabled])";
    for (const element of document.body.querySelectorAll("*")) {
      const isWritten = element.closest(".markdown") !== null;
      const isOurs = element.closest(".md-code figcaption") !== null;
      if (element.matches(forbidden)) found.push(element.outerHTML);
      if (isWritten && !isOurs && element.matches(strange)) found.push(element.outerHTML);
      if (element.matches("script:not([src])") && !(element instanceof HTMLElement && element.nonce)) {
        found.push(element.outerHTML);
      }
      for (const { name, value } of element.attributes) {
        const isUrl = ["href", "src", "action", "formaction", "xlink:href", "data", "poster"].includes(name);
        if (name.startsWith("on") || name === "srcdoc") found.push(element.outerHTML);
        if (isUrl && !/^(?:https?:|mailto:|tel:|#|\/(?![/\\])|\?|$)/i.test(value) && isWritten) {
          if (new URL(value, location.href).protocol !== location.protocol) found.push(`${name}=${value}`);
        }
      }
    }
    return found;
  });
  expect(findings).toEqual([]);
}
