/** What a person has set for all of their conversations. Browser-safe. */
import { z } from "zod";
import { cleanText } from "./clean-text.ts";
import { limits } from "./limits.ts";

export const userSettingsSchema = z.object({
  /** Told to the model with every turn, besides the conversation's system prompt; null: none. */
  instructions: z.string().nullable(),
  /** The model that was chosen last, for the next new chat; null: the default one. */
  model: z.string().nullable(),
});

/** What is absent stays as it is. */
export const userSettingsPatchSchema = z.object({
  instructions: z
    .string()
    .overwrite(cleanText)
    .trim()
    .max(limits.systemPromptLength, { error: `must be at most ${limits.systemPromptLength} characters` })
    .transform((text) => (text === "" ? null : text))
    .nullable()
    .optional(),
  model: z.string().min(1).max(limits.modelNameLength).nullable().optional(),
});

export type UserSettingsPatch = z.infer<typeof userSettingsPatchSchema>;
export type UserSettings = z.infer<typeof userSettingsSchema>;
