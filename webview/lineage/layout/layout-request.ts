import type { CardLine } from "../../../src/core/lineage/card-text.ts";
import type { LayoutRequest } from "../../../src/core/lineage/layout-lineage.ts";
import type { LineageSnapshot } from "../protocol.ts";
import type { ViewState } from "../view-state.ts";

/** Difference of two recipes, as far as it concerns what is drawn. */
export interface ComparedRecipes {
  /** Both versions, and what went into one of them only. */
  readonly nodes: readonly string[];
  /** Lines of the cards of both versions. */
  readonly lines: Readonly<Record<string, readonly CardLine[]>>;
}

/** Returns what is to be laid out: of a snapshot what the person wants to see. */
export function layoutRequest(
  { view, title, focus, important, initial }: LineageSnapshot,
  { only, hidden, hiddenStages, allCommits, shown }: ViewState,
  width: number,
  height: number,
  compared?: ComparedRecipes,
): LayoutRequest {
  return {
    view,
    title,
    focus: only ?? focus,
    hiddenKinds: hidden,
    hiddenStages,
    allCommits,
    shown: new Set(shown),
    ...(compared && { compared: compared.nodes, differences: compared.lines }),
    // So that a page that is dragged wider is not laid out at every pixel.
    width: Math.round(width / 20) * 20,
    height: Math.round(height / 40) * 40,
    important,
    initial,
    now: Date.now(),
  };
}
