import { portableFormat, type PortableConversation } from "#app/protocol/transfer.ts";
import type { MessagePlace, PortableHead, TransferReader } from "./transfer-store.ts";

const headsPerPage = 50;
const messagesPerPage = 200;

/** Runs one page of the export on a server that is fresh enough. */
export type ReadPage = <T>(query: (reader: TransferReader) => Promise<T>) => Promise<T>;

interface Options {
  userId: string;
  read: ReadPage;
  /** ISO 8601. */
  exportedAt: string;
}

/** Everything that the user owns, or the conversations of `ids`, as the text of one JSON file, in pieces of one page each. */
export async function* exportAll({
  userId,
  ids,
  read,
  exportedAt,
}: Options & { ids?: readonly string[] | undefined }): AsyncGenerator<string, void> {
  yield opening(exportedAt);
  let isFirst = true;
  let afterId: string | undefined;
  for (;;) {
    const query = { userId, ids, afterId, limit: headsPerPage };
    const heads = await read((reader) => reader.listPortable(query));
    for (const head of heads) {
      if (!isFirst) yield ",\n";
      isFirst = false;
      yield* exportConversation(head, { userId, read });
    }
    afterId = heads.at(-1)?.id;
    if (heads.length < headsPerPage) break;
  }
  yield closing;
}

/** One conversation as a file of the same form. */
export async function* exportOne(head: PortableHead, options: Options): AsyncGenerator<string, void> {
  yield opening(options.exportedAt);
  yield* exportConversation(head, options);
  yield closing;
}

async function* exportConversation(
  head: PortableHead,
  { userId, read }: Pick<Options, "userId" | "read">,
): AsyncGenerator<string, void> {
  const empty: PortableConversation = { ...head, messages: [] };
  yield JSON.stringify(empty).replace(/\]\}$/, "");
  let after: MessagePlace | undefined;
  for (let isFirst = true; ; isFirst = false) {
    const query = { userId, conversationId: head.id, after, limit: messagesPerPage };
    const messages = await read((reader) => reader.listPortableMessages(query));
    if (messages.length > 0) {
      yield `${isFirst ? "" : ","}\n${messages.map((message) => JSON.stringify(message)).join(",\n")}`;
    }
    const last = messages.at(-1);
    if (!last || messages.length < messagesPerPage) break;
    after = { createdAt: last.createdAt, id: last.id };
  }
  yield "]}";
}

const opening = (exportedAt: string) =>
  `{"format":${JSON.stringify(portableFormat)},"version":1,"exportedAt":${JSON.stringify(exportedAt)},"conversations":[\n`;
const closing = "\n]}\n";
