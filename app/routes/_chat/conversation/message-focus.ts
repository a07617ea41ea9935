/** The messages in the list, as they stand in the page. */
function listMessages(list: Element | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>("article") ?? [])];
}

/** The message that has the focus, or in which it is. */
function findFocused(messages: readonly HTMLElement[]): HTMLElement | undefined {
  return messages.find((message) => message.contains(document.activeElement));
}

/** Moves the focus `by` messages; the first move goes to the last message. */
export function moveMessageFocus(list: Element | null, by: 1 | -1): void {
  const messages = listMessages(list);
  const focused = findFocused(messages);
  const index = focused ? messages.indexOf(focused) + by : messages.length - 1;
  const next = messages[Math.max(0, Math.min(messages.length - 1, index))];
  if (next) focusMessage(next);
}

/** Edits the focused message of the person, else their last one. */
export function editFocusedMessage(list: Element | null): void {
  const messages = listMessages(list);
  const focused = findFocused(messages);
  if (focused?.dataset["role"] === "user") startEditing(focused);
  else editLastMessage(list);
}

export function editLastMessage(list: Element | null): void {
  const last = listMessages(list).findLast(({ dataset }) => dataset["role"] === "user");
  if (last) startEditing(last);
}

/** Edits a message of the person, if it is shown. */
export function editMessage(messageId: string): void {
  const message = document.querySelector<HTMLElement>(`article[data-message-id="${CSS.escape(messageId)}"]`);
  if (message) startEditing(message);
}

/** Messages are reached by keys that say so, not by Tab: only one that was reached can be focused. */
function focusMessage(message: HTMLElement): void {
  message.tabIndex = -1;
  message.focus({ preventScroll: true });
  message.scrollIntoView({ block: "nearest" });
}

/** The buttons of a message may only be there once it has the focus. */
function startEditing(message: HTMLElement): void {
  focusMessage(message);
  requestAnimationFrame(() => {
    message.querySelector<HTMLElement>("[data-command=edit]")?.click();
  });
}
