import { describe, expect, it } from "vitest";
import { answer, userMessage } from "#app/chat-client/chat-samples.ts";
import { findModelForNext } from "./chosen-model.ts";

const models = ["Small", "Large", "Code"].map((name, index) => ({ name, model: name, default: index === 0 }));

const find = (change: Partial<Parameters<typeof findModelForNext>[0]>) =>
  findModelForNext({
    models,
    chosen: undefined,
    conversationModel: null,
    thread: { messages: [] },
    remembered: "",
    ...change,
  });

describe("the model for the next message", () => {
  const thread = { messages: [userMessage("u1", null), answer("a1", "u1", { model: "Code" })] };

  it("is what was chosen, else what the conversation keeps, its last answer's, the person's last, the default", () => {
    const all = { chosen: "Small", conversationModel: "Large", thread, remembered: "Large" };
    expect(find(all).name).toBe("Small");
    expect(find({ ...all, chosen: undefined }).name).toBe("Large");
    expect(find({ thread, remembered: "Large" }).name).toBe("Code");
    expect(find({ remembered: "Large" }).name).toBe("Large");
    expect(find({ remembered: "Gone" }).name).toBe("Small");
  });

  it("is another one when the kept one is offered no more, and then that is said", () => {
    expect(find({ conversationModel: "Gone", thread })).toEqual({ name: "Code", goneModel: "Gone" });
    expect(find({ conversationModel: "Gone", chosen: "Large" })).toEqual({
      name: "Large",
      goneModel: undefined,
    });
  });

  it("is none where there are none", () => {
    expect(find({ models: [] }).name).toBeUndefined();
  });
});
