import { readAnswer } from "./support/chat-api.ts";
import { ChatbotProcess } from "./support/chatbot-process.ts";
import { expect, test as base } from "./support/fixtures.ts";

/** A server that offers two models. */
const test = base.extend<object, { chatbot: ChatbotProcess }>({
  chatbot: [
    async ({ modelUrl }, provide) => {
      const models = ["Small", "Large"].map((name) => ({
        url: modelUrl,
        model: "demo",
        name,
        provider: "tgi",
      }));
      const chatbot = await ChatbotProcess.start({ LLM: JSON.stringify(models) });
      await provide(chatbot);
      await chatbot.dispose();
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

test("The chosen model answers, is named, and stays chosen: here, after a reload, and for the next new chat", async ({
  chat,
}) => {
  await chat.open();
  const choice = chat.page.getByRole("combobox", { name: "Model" });
  await expect(choice).toHaveValue("Small");
  await choice.selectOption("Large");
  await chat.send("/demo echo one");
  const id = await chat.requireConversationId();
  await expect(choice).toHaveValue("Large");
  await chat.ask("/demo echo two");
  await expect(chat.answers).toHaveText([/^Large\s*one/, /^Large\s*two/]);

  await chat.reload();
  await expect(choice).toHaveValue("Large");
  await chat.answers.last().hover();
  await chat.answers.last().getByRole("button", { name: "Regenerate" }).click();
  await chat.expectEnd(chat.answers.last(), "complete");
  expect((await readAnswer(chat.page.request, id)).model).toBe("Large");

  await chat.open("/");
  await expect(choice).toHaveValue("Large");
});

test("A model chosen within a conversation is kept with it, before anything is sent to it", async ({
  chat,
}) => {
  const id = await chat.converse("/demo echo one");
  const choice = chat.page.getByRole("combobox", { name: "Model" });
  await chat.afterSaving(async () => {
    await choice.selectOption("Large");
  });
  await chat.page.context().clearCookies();
  await chat.open(`/c/${id}`);
  await expect(choice).toHaveValue("Large");
  await chat.ask("/demo echo two");
  await expect(chat.answers).toHaveText([/^Small\s*one/, /^Large\s*two/]);
});
