/** What a browser tells of itself, so that the first page it gets is already right. */
export interface Preferences {
  theme: Theme;
  /** IANA name; UTC until the browser has said otherwise. */
  timeZone: string;
}

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const yearSeconds = 365 * 24 * 60 * 60;

/** Reads the preferences; what is missing or wrong becomes the default. */
export function parsePreferences(cookieHeader: string | null): Preferences {
  const cookies = new URLSearchParams((cookieHeader ?? "").replaceAll(/;\s*/g, "&"));
  const timeZone = cookies.get("time-zone") ?? "";
  return {
    theme: themes.find((theme) => theme === cookies.get("theme")) ?? "system",
    timeZone: isTimeZone(timeZone) ? timeZone : "UTC",
  };
}

/** A cookie that the page's script may write as well: it holds nothing secret. */
export function formatPreference(name: "theme" | "time-zone", value: string): string {
  return `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${yearSeconds}; SameSite=Lax`;
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
