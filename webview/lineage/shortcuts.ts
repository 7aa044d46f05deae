import * as l10n from "@vscode/l10n";
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

function words(): readonly (readonly [keys: string, what: string])[] {
  return [
    ["/", l10n.t("Search")],
    ["← → ↑ ↓", l10n.t("Go from card to card")],
    [l10n.t("Enter"), l10n.t("Open, or unfold")],
    [l10n.t("Space"), l10n.t("Select")],
    [l10n.t("Shift+Space"), l10n.t("Compare with the selected version")],
    ["E", l10n.t("Show more neighbours")],
    ["L", l10n.t("Only the selected lineage")],
    ["F", l10n.t("Fit")],
    ["+ −", l10n.t("Zoom")],
    [l10n.t("Esc"), l10n.t("Clear")],
  ];
}

/** The keys, for reading. */
export function shortcutList(): TemplateResult {
  return html`<dl class="shortcuts">
    ${words().map(
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
