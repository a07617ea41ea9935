import { useLocation, useNavigation } from "@remix-run/react";
import { useEffect, useState } from "react";
import { useText } from "#app/i18n/use-text.ts";
import { PageSkeleton } from "#app/ui/page-skeleton.tsx";

/** A page that comes sooner than this is simply shown, in milliseconds. */
const patienceMs = 250;

/** The shape of the page that is on its way, once one notices waiting for it. */
export function PageLoading() {
  const t = useText();
  const { location, state } = useNavigation();
  const { pathname } = useLocation();
  const isLeaving = state === "loading" && location.pathname !== pathname;
  const [isLong, setLong] = useState(false);

  useEffect(() => {
    if (!isLeaving) return;
    const timer = setTimeout(() => setLong(true), patienceMs);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [isLeaving]);

  return isLong ? <PageSkeleton label={t("page.loading")} /> : null;
}
