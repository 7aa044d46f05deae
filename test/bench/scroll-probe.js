/* global document, fetch, performance, window */
// Runs in the page that compare-page.ts measures, before its own scripts. It stands in for the
// editor, scrolls, and notes the time between frames.

const rendering = [];
const request = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (run) =>
  request((time) => {
    const start = performance.now();
    run(time);
    // Asking for a size makes the browser compute style and layout now.
    void document.body.offsetHeight;
    rendering.push(performance.now() - start);
  });

window.acquireVsCodeApi = () => ({
  getState: () => ({ subject: {}, page: window.probeState }),
  setState: () => undefined,
  postMessage: async ({ type, id }) => {
    if (type !== "ready") return;
    const snapshot = await (await fetch("/snapshot.json")).json();
    window.postMessage({ type: "snapshot", id, roles: { Production: "production" }, snapshot });
  },
});

/** Scrolls by a step a frame until the end, in one direction after the other. */
window.probeScroll = async (directions) => {
  const frames = [];
  rendering.length = 0;
  let last = performance.now();
  for (const [x, y] of directions) {
    let before;
    do {
      before = [window.scrollX, window.scrollY].join();
      window.scrollBy(x, y);
      await new Promise((resolve) => window.requestAnimationFrame(resolve));
      const now = performance.now();
      frames.push(now - last);
      last = now;
    } while (before !== [window.scrollX, window.scrollY].join());
  }
  return { frames: frames.slice(1), rendering };
};
