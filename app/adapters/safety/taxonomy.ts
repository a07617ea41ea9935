import type { SafetyCategory } from "#app/core/safety/safety-model.ts";

/** What family the guard is of: its codes, its prompt and its way to answer. */
export type Taxonomy = "llama_guard_1" | "llama_guard_2" | "llama_guard_3" | "llama_guard_4" | "shieldgemma";

/** From the model cards. The numbers of Llama Guard 2 differ from those of 3 and 4. */
const llamaGuard1 = {
  O1: "Violence and Hate",
  O2: "Sexual Content",
  O3: "Criminal Planning",
  O4: "Guns and Illegal Weapons",
  O5: "Regulated or Controlled Substances",
  O6: "Self-Harm",
};
const llamaGuard2 = {
  S1: "Violent Crimes",
  S2: "Non-Violent Crimes",
  S3: "Sex-Related Crimes",
  S4: "Child Sexual Exploitation",
  S5: "Specialized Advice",
  S6: "Privacy",
  S7: "Intellectual Property",
  S8: "Indiscriminate Weapons",
  S9: "Hate",
  S10: "Suicide & Self-Harm",
  S11: "Sexual Content",
};
const llamaGuard3 = {
  S1: "Violent Crimes",
  S2: "Non-Violent Crimes",
  S3: "Sex-Related Crimes",
  S4: "Child Sexual Exploitation",
  S5: "Defamation",
  S6: "Specialized Advice",
  S7: "Privacy",
  S8: "Intellectual Property",
  S9: "Indiscriminate Weapons",
  S10: "Hate",
  S11: "Suicide & Self-Harm",
  S12: "Sexual Content",
  S13: "Elections",
  S14: "Code Interpreter Abuse",
};
/** ShieldGemma's four policies; it has no codes of its own. */
const shieldGemma = {
  SG1: "Dangerous Content",
  SG2: "Harassment",
  SG3: "Hate Speech",
  SG4: "Sexually Explicit Information",
};

export const categoryNames: Readonly<Record<Taxonomy, Readonly<Record<string, string>>>> = {
  llama_guard_1: llamaGuard1,
  llama_guard_2: llamaGuard2,
  llama_guard_3: llamaGuard3,
  llama_guard_4: llamaGuard3,
  shieldgemma: shieldGemma,
};

/** A code that the taxonomy does not know stays a category of its own: the guard may be newer than this table. */
export function toCategory(taxonomy: Taxonomy, code: string): SafetyCategory {
  return { code, name: categoryNames[taxonomy][code] ?? code };
}

/** The family by the model's name, as Hugging Face spells it; Llama Guard 3 when the name does not tell. */
export function guessTaxonomy(model: string): Taxonomy {
  const name = model.toLowerCase();
  if (/shield-?gemma/.test(name)) return "shieldgemma";
  if (/guard[-_ ]?4/.test(name)) return "llama_guard_4";
  if (/guard[-_ ]?2/.test(name)) return "llama_guard_2";
  if (/llamaguard[-_]7b|guard[-_ ]?1\b/.test(name)) return "llama_guard_1";
  return "llama_guard_3";
}
