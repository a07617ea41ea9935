/* Comes back by itself: as soon as the browser says so, or the server answers. */
const askEveryMs = 5000;

addEventListener("online", () => location.reload());
setInterval(async () => {
  try {
    if ((await fetch("/api/healthz")).ok) location.reload();
  } catch {
    // Still out of reach.
  }
}, askEveryMs);
