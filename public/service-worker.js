/*
 * Shows the offline page when a page cannot be reached. It keeps that page and what the page needs, and nothing
 * else: no page of a person, nothing of the API.
 */
const cacheName = "offline-1";
const offlinePage = "/offline";

self.addEventListener("install", (event) => {
  event.waitUntil(keepOfflinePage().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    Promise.all([dropOldCaches(), self.registration.navigationPreload?.enable(), self.clients.claim()]),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(answerPage(event));
  else if (isOfflineFile(request.url)) event.respondWith(answerOfflineFile(request));
});

/** The page says that the language has changed. */
self.addEventListener("message", (event) => {
  if (event.data === "offline-page.renew") event.waitUntil(keepOfflinePage());
});

/** From the network whenever it answers at all. */
async function answerPage({ request, preloadResponse }) {
  try {
    const response = (await preloadResponse) ?? (await fetch(request));
    if (response.type === "opaqueredirect") await stepAside();
    return response;
  } catch (error) {
    const page = await caches.match(offlinePage);
    if (page) return page;
    throw error;
  }
}

/**
 * A page that is redirected is most likely on its way to a sign-in. After each page the browser looks for a newer worker, and a
 * sign-in proxy would take that request for the beginning of a second sign-in, whose cookie spoils the first. A worker that is
 * not registered is not looked for; the next page of the chat registers it again, and what it keeps stays.
 */
async function stepAside() {
  await self.registration.unregister();
}

/** The offline page's own files: its styles bear a hash, so that what is kept is what it asks for. */
async function answerOfflineFile(request) {
  return (await caches.match(request)) ?? fetch(request);
}

function isOfflineFile(url) {
  const { origin, pathname } = new URL(url);
  return (
    origin === self.location.origin &&
    (pathname === "/offline.js" || /^\/assets\/[\w-]+\.css$/.test(pathname))
  );
}

async function keepOfflinePage() {
  const response = await fetch(offlinePage, { cache: "reload" });
  if (!response.ok) throw new Error(`the offline page answered ${response.status}`);
  const page = await response.clone().text();
  const files = [...page.matchAll(/(?:href|src)="(\/[^"]+\.(?:css|js))"/g)].map(([, file]) => file);
  const cache = await caches.open(cacheName);
  await cache.addAll(files);
  await cache.put(offlinePage, response);
}

async function dropOldCaches() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== cacheName).map((name) => caches.delete(name)));
}
