import { createContext, useContext, useState, type ReactNode } from "react";
import { useText } from "#app/i18n/use-text.ts";

/** Origins whose images are shown, such as `https://images.example.org`; the Content-Security-Policy allows the same. */
export const ImageOriginsContext = createContext<readonly string[]>([]);

interface MarkdownImageProps {
  readonly href: string;
  readonly label: string;
  /** Shown instead of a picture from anywhere else, or one that does not come. */
  readonly link: ReactNode;
}

/** A picture from an allowed origin. It learns nothing of the page it is shown on. */
export function MarkdownImage({ href, label, link }: MarkdownImageProps): ReactNode {
  const origins = useContext(ImageOriginsContext);
  const [hasFailed, setHasFailed] = useState(false);
  if (hasFailed || !isAllowed(href, origins)) return link;
  return (
    <img
      className="md-image"
      src={href}
      alt={label}
      loading="lazy"
      decoding="async"
      referrerPolicy="no-referrer"
      onError={() => setHasFailed(true)}
    />
  );
}

/** Only whole https and http addresses: what is relative would ask our own server, with the reader's rights. */
function isAllowed(href: string, origins: readonly string[]): boolean {
  if (origins.length === 0 || !/^https?:\/\//i.test(href)) return false;
  try {
    return origins.includes(new URL(href).origin);
  } catch {
    return false;
  }
}

/** Names a picture that has no description. */
export function ImageWord(): ReactNode {
  return useText()("markdown.image");
}
