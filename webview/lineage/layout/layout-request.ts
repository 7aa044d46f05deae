import type { LayoutRequest } from "../../../src/core/lineage/layout-lineage.ts";
import type { LineageSnapshot } from "../protocol.ts";
import type { ViewState } from "../view-state.ts";

/** Returns what is to be laid out: of a snapshot what the person wants to see. */
export function layoutRequest(
  { view, title, focus, important, initial }: LineageSnapshot,
  { only, hidden, hiddenStages, allCommits, shown, against }: ViewState,
  width: number,
  height: number,
): LayoutRequest {
  return {
    view,
    title,
    focus: only ?? focus,
    hiddenKinds: hidden,
    hiddenStages,
    allCommits,
    shown: new Set([...shown, ...(against === undefined ? [] : [against])]),
    // So that a page that is dragged wider is not laid out at every pixel.
    width: Math.round(width / 20) * 20,
    height: Math.round(height / 40) * 40,
    important,
    initial,
    now: Date.now(),
  };
}
