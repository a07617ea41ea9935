import { useEffect, useState } from "react";

/** `Ctrl`, or `⌘` where keyboards have that instead; known once the page is alive. */
export function useModifierName(): string {
  const [name, setName] = useState("Ctrl");
  useEffect(() => {
    if (/Mac|iPhone|iPad/.test(navigator.userAgent)) setName("⌘");
  }, []);
  return name;
}
