// Runs in the page that compare-page.ts measures, before its own scripts, and stands in for the
// editor.

window.acquireVsCodeApi = () => ({
  getState: () => ({ subject: {}, page: window.probeState }),
  setState: () => undefined,
  postMessage: async ({ type, id }) => {
    if (type !== "ready") return;
    const snapshot = await (await fetch("/snapshot.json")).json();
    window.postMessage({ type: "snapshot", id, roles: { Production: "production" }, snapshot });
  },
});

/** Scrolls by a step; returns false at the end of the page. */
window.probeScroll = (x, y) => {
  const before = [window.scrollX, window.scrollY].join();
  window.scrollBy(x, y);
  return before !== [window.scrollX, window.scrollY].join();
};

/** Waits for the beginning of the next frame, with which the one before it is done. */
window.probeFrame = () => new Promise((resolve) => window.requestAnimationFrame(resolve));
