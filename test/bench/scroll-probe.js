/* global document, fetch, window */
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

/** Scrolls by a step, and returns true once that is shown, false at the end of the page. */
window.probeScroll = async (x, y) => {
  const before = [window.scrollX, window.scrollY].join();
  window.scrollBy(x, y);
  await new Promise((resolve) => window.requestAnimationFrame(resolve));
  // The frame after is the first whose beginning means that this one is done.
  await new Promise((resolve) => window.requestAnimationFrame(resolve));
  void document.body.offsetHeight;
  return before !== [window.scrollX, window.scrollY].join();
};
