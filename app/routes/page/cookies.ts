import { findPreference, defaultPreferences, type Preferences } from "#app/ui/preferences.ts";

/** What a browser tells of itself, so that the first page it gets is already right. */
export interface KeptPreferences extends Preferences {
  /** IANA name; UTC until the browser has said otherwise. */
  timeZone: string;
  /** The model chosen last; "" when none was. */
  model: string;
}

export const cookieNames = {
  theme: "theme",
  textSize: "text-size",
  density: "density",
  sendKey: "send-key",
  timeZone: "time-zone",
  model: "model",
  language: "language",
} as const;

const yearSeconds = 365 * 24 * 60 * 60;

/** Reads the preferences; what is missing or wrong becomes the default. */
export function parsePreferences(cookieHeader: string | null): KeptPreferences {
  const cookies = new URLSearchParams((cookieHeader ?? "").replaceAll(/;\s*/g, "&"));
  const kept = (name: keyof typeof cookieNames) => cookies.get(cookieNames[name]);
  const timeZone = kept("timeZone") ?? "";
  return {
    theme: findPreference("theme", kept("theme")) ?? defaultPreferences.theme,
    textSize: findPreference("textSize", kept("textSize")) ?? defaultPreferences.textSize,
    density: findPreference("density", kept("density")) ?? defaultPreferences.density,
    sendKey: findPreference("sendKey", kept("sendKey")) ?? defaultPreferences.sendKey,
    model: kept("model") ?? "",
    timeZone: isTimeZone(timeZone) ? timeZone : "UTC",
  };
}

/** A cookie that the page's script may write as well: it holds nothing secret. An empty value removes it. */
export function formatPreference(name: keyof typeof cookieNames, value: string): string {
  const maxAge = value === "" ? 0 : yearSeconds;
  return `${cookieNames[name]}=${encodeURIComponent(value)}; Path=/; Max-Age=${maxAge}; SameSite=Lax`;
}

function isTimeZone(name: string): boolean {
  if (name === "") return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    // Intl has no other way to say that it does not know a zone.
    return false;
  }
}
