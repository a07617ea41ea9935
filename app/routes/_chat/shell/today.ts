import { useEffect, useState } from "react";
import type { Today } from "#app/ui/sidebar/day-groups.ts";
import { formatPreference } from "../../page/cookies.ts";

const refreshMs = 60_000;

/**
 * The day by which conversations are grouped: as the server saw it while the page comes alive, then the
 * browser's own. The zone is kept in a cookie, so that the next page is grouped right from the start.
 */
export function useToday(initial: Today): Today {
  const [today, setToday] = useState(initial);
  useEffect(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    document.cookie = formatPreference("timeZone", timeZone);
    const refresh = () => setToday({ now: Date.now(), timeZone });
    refresh();
    const timer = setInterval(refresh, refreshMs);
    return () => clearInterval(timer);
  }, []);
  return today;
}
