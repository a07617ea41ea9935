import { createContext, useContext } from "react";

/** What a person may set for the look and the keys. */
export interface Preferences {
  theme: "system" | "light" | "dark" | "contrast";
  textSize: "normal" | "small" | "large" | "larger";
  density: "comfortable" | "compact";
  sendKey: "enter" | "modifier";
}

export type PreferenceName = keyof Preferences;
export type Theme = Preferences["theme"];

export const preferenceChoices: { readonly [N in PreferenceName]: readonly Preferences[N][] } = {
  theme: ["system", "light", "dark", "contrast"],
  textSize: ["small", "normal", "large", "larger"],
  density: ["comfortable", "compact"],
  sendKey: ["enter", "modifier"],
};

export const defaultPreferences: Preferences = {
  theme: "system",
  textSize: "normal",
  density: "comfortable",
  sendKey: "enter",
};

/** @returns undefined for what is none of the choices */
export function findPreference<N extends PreferenceName>(
  name: N,
  value: unknown,
): Preferences[N] | undefined {
  return preferenceChoices[name].find((choice) => choice === value);
}

const PreferencesContext = createContext<Preferences>(defaultPreferences);

export const PreferencesProvider = PreferencesContext.Provider;

export function usePreferences(): Preferences {
  return useContext(PreferencesContext);
}
