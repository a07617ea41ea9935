import { useNonce } from "./nonce.ts";
import { useIsWrittenByServer } from "./written-by-server.ts";

/** Runs while the page is read, before it is painted and long before our own script is there. */
const script =
  "var list = document.currentScript.previousElementSibling; list.scrollTop = list.scrollHeight;";

/** Stands behind a scrolling list that the server wrote, and opens it at its end; gone once the page is alive. */
export function OpenAtEnd() {
  const nonce = useNonce();
  if (!useIsWrittenByServer()) return null;
  // Browsers do not tell scripts the nonce of an element: the two sides differ in it.
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: script }} />;
}
