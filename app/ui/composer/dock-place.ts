import { useEffect, type RefObject } from "react";
import { toastsId } from "../toasts/toasts.tsx";

/** Keeps what floats over the page above the composer and inside its column: nothing lies on what is being written. */
export function useDockPlace(dock: RefObject<HTMLElement>): void {
  useEffect(() => {
    const element = dock.current;
    const toasts = document.getElementById(toastsId);
    if (!element || !toasts) return;
    const { style } = toasts;
    function place(): void {
      if (!element) return;
      const { top, left, right } = element.getBoundingClientRect();
      style.setProperty("--dock-height", `${window.innerHeight - top}px`);
      style.setProperty("--dock-left", `${left}px`);
      style.setProperty("--dock-right", `${document.documentElement.clientWidth - right}px`);
    }
    const observer = new ResizeObserver(place);
    observer.observe(element);
    window.addEventListener("resize", place);
    window.visualViewport?.addEventListener("resize", place);
    return () => {
      observer.disconnect();
      window.removeEventListener("resize", place);
      window.visualViewport?.removeEventListener("resize", place);
      for (const name of ["--dock-height", "--dock-left", "--dock-right"]) style.removeProperty(name);
    };
  }, [dock]);
}
