import { html, type TemplateResult } from "lit";
import type { Direction } from "./graph/walk.ts";

/** Actions of the page that have a key. */
export interface ShortcutActions {
  readonly search: () => void;
  readonly fit: () => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly toggleOnly: () => void;
  readonly expand: () => void;
  readonly clear: () => void;
}

const words: readonly (readonly [keys: string, what: string])[] = [
  ["/", "Search"],
  ["← → ↑ ↓", "Go from card to card"],
  ["Enter", "Open, or unfold"],
  ["Space", "Select"],
  ["E", "Show more neighbours"],
  ["L", "Only the selected lineage"],
  ["F", "Fit"],
  ["+ −", "Zoom"],
  ["Esc", "Clear"],
];

/** The keys, for reading. */
export function shortcutList(): TemplateResult {
  return html`<dl class="shortcuts">
    ${words.map(
      ([keys, what]) =>
        html`<div>
          <dt><kbd>${keys}</kbd></dt>
          <dd>${what}</dd>
        </div>`,
    )}
  </dl>`;
}

/** Listens to the page's keys. While text is typed they are text, except Escape. */
export function listenToShortcuts(actions: ShortcutActions): void {
  const byKey: Readonly<Record<string, () => void>> = {
    "/": actions.search,
    f: actions.fit,
    "+": actions.zoomIn,
    "=": actions.zoomIn,
    "-": actions.zoomOut,
    l: actions.toggleOnly,
    e: actions.expand,
    Escape: actions.clear,
  };
  window.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const target = event.composedPath()[0];
    if (target instanceof HTMLInputElement && event.key !== "Escape") return;
    const action = byKey[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/** The direction of an arrow key. */
export function arrowDirection(key: string): Direction | undefined {
  switch (key) {
    case "ArrowLeft":
      return "left";
    case "ArrowRight":
      return "right";
    case "ArrowUp":
      return "up";
    case "ArrowDown":
      return "down";
    default:
      return undefined;
  }
}
