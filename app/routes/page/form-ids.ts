/** Ids for a form that is sent without script; sending it twice is then one message. */
export function newFormIds(newId: () => string) {
  return { messageId: newId(), conversationId: newId() };
}
