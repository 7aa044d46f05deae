import { isLarge } from "./graph-layout.ts";
import type { LineageIndex } from "./lineage-index.ts";
import type { LineageSnapshot } from "./protocol.ts";
import type { ViewState } from "./view-state.ts";

/** Selects the snapshot's focus; of a large graph only its lineage is shown at first. */
export function focusOn(snapshot: LineageSnapshot, index: LineageIndex): Partial<ViewState> {
  const { focus } = snapshot;
  const selected = focus !== undefined && index.node(focus) ? focus : undefined;
  return {
    selected,
    followed: focus,
    only: isLarge(index.graph) ? selected : undefined,
    viewport: undefined,
  };
}

/** Versions come newest first. */
export function newestVersion(index: LineageIndex): string | undefined {
  return index.graph.nodes.find((node) => node.kind === "version")?.id;
}

/** Forgets the nodes that are no longer there. */
export function withoutLost(state: ViewState, index: LineageIndex): Partial<ViewState> {
  const still = (id: string | undefined): string | undefined =>
    id !== undefined && index.node(id) ? id : undefined;
  return { selected: still(state.selected), only: still(state.only) };
}
