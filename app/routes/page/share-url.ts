import type { KeptShare } from "#app/core/sharing/share-store.ts";
import type { Share } from "#app/protocol/shares.ts";

/** The share with the address of its page. @param origin under which people reach the app */
export function withShareUrl(origin: string, share: KeptShare): Share {
  return { ...share, url: `${origin}/share/${share.id}` };
}
