import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { hostileTexts } from "./support/hostile-texts.ts";

const tabCount = 4;

// The fixtures fail the test on every dialog, foreign request, page error and policy violation.
test("Hostile answers run no script and call nobody, growing or loaded", async ({ openTab }) => {
  test.setTimeout(90_000);
  await Promise.all(
    Array.from({ length: tabCount }, async (_, tab) => {
      const texts = hostileTexts.filter((_text, index) => index % tabCount === tab);
      const chat = await openTab();
      await chat.converse(`/demo echo ${texts.join("\n\n")}\n\nThe end.`);
      await expect(chat.answers.locator(".markdown")).toContainText("The end.");
      await expectHarmless(chat.page);
      await chat.reload();
      await expectHarmless(chat.page);
    }),
  );
});

test("A hostile text is harmless as a message, as a title and as a prompt in the address", async ({
  chat,
}) => {
  const text = `"><img src=x onerror=window.hostile=1><script>window.hostile=1</script>`;
  await chat.open(`/?prompt=${encodeURIComponent(text)}`);
  await expect(chat.composer).toHaveValue(text);
  await chat.composer.press("Enter");
  await chat.requireConversationId();
  await chat.expectEnd(chat.answers.first(), "complete");
  await chat.page.getByRole("button", { name: "Conversation actions" }).click();
  await chat.page.getByRole("button", { name: "Rename" }).click();
  await chat.page.getByRole("textbox", { name: "Title" }).fill(text);
  await chat.afterSaving(() => chat.page.getByRole("textbox", { name: "Title" }).press("Enter"));
  await expect(chat.page.getByRole("heading", { level: 1 })).toHaveText(text);

  await chat.reload();
  await expect(chat.page.getByRole("heading", { level: 1 })).toHaveText(text);
  await expect(chat.questions.locator("p")).toHaveText(text);
  await expectHarmless(chat.page);
});

/** No script has run, and nothing in the messages could run one or load something when it is used. */
async function expectHarmless(page: Page): Promise<void> {
  const findings = await page.evaluate(() => {
    const found: string[] = "hostile" in window ? ["a script has run"] : [];
    const forbidden =
      "script, style, link, meta, base, iframe, object, embed, form, img, video, audio, svg *";
    for (const message of document.querySelectorAll(".markdown")) {
      for (const element of message.querySelectorAll("*")) {
        if (element.matches(forbidden) && !element.closest("button")) found.push(element.outerHTML);
        for (const { name, value } of element.attributes) {
          const isUrl = name === "href" || name === "src" || name === "action" || name === "formaction";
          if (name.startsWith("on") || name === "srcdoc") found.push(element.outerHTML);
          if (isUrl && !/^(?:https?:|mailto:|#|\/(?!\/))/.test(value)) found.push(`${name}=${value}`);
        }
      }
    }
    return found;
  });
  expect(findings).toEqual([]);
}
