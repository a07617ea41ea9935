import { useFetcher } from "@remix-run/react";
import { findPreference, type PreferenceName, type Preferences } from "#app/ui/preferences.ts";

const fetcherKey = "preferences";

/** What to show: what is being chosen right now, else what the cookies keep. */
export function useShownPreferences(kept: Preferences): Preferences {
  const { formData } = useFetcher({ key: fetcherKey });
  const shown = <N extends PreferenceName>(name: N): Preferences[N] =>
    findPreference(name, formData?.get(name)) ?? kept[name];
  return {
    theme: shown("theme"),
    textSize: shown("textSize"),
    density: shown("density"),
    sendKey: shown("sendKey"),
  };
}

/** Keeps a choice in a cookie by way of the server, so that every later page arrives in it. */
export function usePreferenceChoice(): <N extends PreferenceName>(name: N, value: Preferences[N]) => void {
  const { submit } = useFetcher({ key: fetcherKey });
  return (name, value) => submit({ [name]: value }, { method: "post", action: "/preferences" });
}
