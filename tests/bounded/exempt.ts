/** Files with a parser or an open-ended pattern that meets no text of others, or only a short one: why. */
export const exempt: Readonly<Record<string, string>> = {
  "app/i18n/compile-catalogues.ts": "reads our own catalogues, while the product is built",
  "app/protocol/openapi/operations.ts": "reads the paths of our own API",
  "app/routes/_chat.c.$conversationId/use-finding.ts":
    "in the browser, on what its person types into one line",
  "app/routes/_chat.import/import-form.tsx": "in the browser, on the file that its person chose",
  "app/routes/_chat/conversation/kept-texts.ts": "in the browser, on what this page kept for itself",
  "app/routes/_chat/conversation/kept-view.ts": "in the browser, on what this page kept for itself",
  "app/routes/share.$shareId/route.tsx": "one class of characters, repeated alone: it cannot go back",
  "app/ui/markdown/diagram/diagram-frame.tsx": "reads a colour of our own style sheet",
  "db/stores/keyset.ts": "reads cursors, of at most 500 characters",
  "db/stores/postgres-conversation-reader.ts": "reads cursors, of at most 500 characters",
};
