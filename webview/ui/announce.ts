let region: HTMLElement | undefined;

/** Announces a text to screen readers through the page's live region. */
export function announce(text: string): void {
  region ??= createRegion();
  const live = region;
  // The same text twice is not a change, and would not be spoken.
  live.textContent = "";
  setTimeout(() => {
    live.textContent = text;
  }, 50);
}

function createRegion(): HTMLElement {
  const element = document.createElement("div");
  element.className = "visually-hidden";
  element.setAttribute("role", "status");
  element.setAttribute("aria-live", "polite");
  document.body.append(element);
  return element;
}
