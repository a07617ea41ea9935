import { expect, test } from "./support/fixtures.ts";
import { ChatbotProcess } from "./support/chatbot-process.ts";

test.use({
  extraHTTPHeaders: {},
  baseURL: async ({}, provide) => {
    const chatbot = await ChatbotProcess.start({ DEFAULT_USER_ID: "local" });
    await provide(chatbot.url);
    await chatbot.dispose();
  },
});

test("With nothing configured one chats at once, with a demo that says that it is one", async ({ chat }) => {
  test.skip(await answers("http://localhost:8080/health"), "a model server of this machine is taken instead");
  await chat.converse("Hello");

  await expect(chat.answers.first()).toContainText(/demo/i);
  await chat.page.getByRole("button", { name: /^Account/ }).click();
  await expect(chat.page.getByRole("link", { name: "Settings" })).toBeVisible();
  await expect(chat.page.getByRole("link", { name: "Sign out" })).toHaveCount(0);
});

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
