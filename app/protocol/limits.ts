/** Limits that the browser and the edges share. Lengths are in UTF-16 code units. */
export const limits = {
  messageLength: 200_000,
  titleLength: 200,
  systemPromptLength: 20_000,
  feedbackLength: 2_000,
  searchLength: 200,
  modelNameLength: 200,
  pageSize: 50,
  maxPageSize: 200,
  frameBytes: 1024 * 1024,
  bodyBytes: 2 * 1024 * 1024,
  /** Of `POST /api/import`. */
  importBytes: 8 * 1024 * 1024,
  /** Members of objects and lists in it. */
  importValues: 500_000,
  /** Of one imported message: answers may be longer than what a person may send. */
  importedMessageLength: 1_000_000,
  /** Places that are told when something is looked for in one conversation. */
  foundMessages: 1_000,
  /** Of a conversation that is imported or shared. */
  conversationMessages: 20_000,
} as const;
