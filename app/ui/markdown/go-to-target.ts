import type { MouseEvent } from "react";

/** The address stays that of the page: a fragment in it would be kept, and jumped to, when the page is opened again. */
export function goToTarget(event: MouseEvent<HTMLAnchorElement>): void {
  const target = document.getElementById(decodeURIComponent(event.currentTarget.hash.slice(1)));
  if (!target) return;
  event.preventDefault();
  target.focus();
  target.scrollIntoView({ block: "nearest" });
}
