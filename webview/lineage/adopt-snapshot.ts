import type { LineageLayout } from "../../src/core/lineage/layout-lineage.ts";
import type { LineageIndex } from "./nodes/lineage-index.ts";
import type { LineageSnapshot } from "./protocol.ts";
import type { ViewState } from "./view-state.ts";

/** Returns a text that tells what a snapshot was asked for. */
export function askedFor({ view, title, focus }: LineageSnapshot): string {
  return `${view} ${focus ?? title}`;
}

/** Kinds that a model's versions in their order are shown without: the lines say what changed. */
const notInOrder = ["dataset", "features", "external", "run", "commit"] as const;

/** Selects the snapshot's focus, and forgets what was unfolded for another. */
export function focusOn(snapshot: LineageSnapshot, index: LineageIndex): Partial<ViewState> {
  const { focus, view } = snapshot;
  const selected = focus !== undefined && index.node(focus) ? focus : undefined;
  return {
    selected,
    of: askedFor(snapshot),
    only: undefined,
    against: undefined,
    hidden: view === "model" ? notInOrder : [],
    hiddenStages: [],
    shown: [],
    viewport: undefined,
  };
}

/** Forgets the nodes that are no longer there. */
export function withoutLost(state: ViewState, index: LineageIndex): Partial<ViewState> {
  const still = (id: string | undefined): string | undefined =>
    id !== undefined && index.node(id) ? id : undefined;
  return {
    selected: still(state.selected),
    only: still(state.only),
    against: still(state.against),
    shown: state.shown.filter((id) => index.node(id)),
  };
}

/** Returns a short text that is the same for drawings of the same cards (FNV-1a, 32 bit). */
export function layoutShape({ cards }: LineageLayout): string {
  let hash = 0x811c9dc5;
  for (const { id, box } of cards) {
    const text = `${id} ${box.x} ${Math.round(box.y)}\n`;
    for (let i = 0; i < text.length; i += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    }
  }
  return `${cards.length}.${(hash >>> 0).toString(36)}`;
}
