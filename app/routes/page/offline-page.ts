interface OfflinePage {
  language: string;
  direction: string;
  /** Address of the stylesheet. */
  styles: string;
  appName: string;
  heading: string;
  text: string;
  retry: string;
}

/** The offline page as HTML: it must work without the rest of the program. */
export function formatOfflinePage(page: OfflinePage): string {
  const { language, direction, styles, appName, heading, text, retry } = page;
  return `<!doctype html>
<html lang="${escapeHtml(language)}" dir="${escapeHtml(direction)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(heading)} · ${escapeHtml(appName)}</title>
<link rel="stylesheet" href="${escapeHtml(styles)}">
<script src="/offline.js" defer></script>
</head>
<body>
<main class="grid h-dvh place-items-center p-6">
<div class="w-full max-w-md border-s-2 border-accent ps-6">
<h1 class="text-xl font-semibold text-balance">${escapeHtml(heading)}</h1>
<p class="mt-3 text-ink-muted">${escapeHtml(text)}</p>
<p class="mt-6"><a href="" class="button button-primary">${escapeHtml(retry)}</a></p>
</div>
</main>
</body>
</html>
`;
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
