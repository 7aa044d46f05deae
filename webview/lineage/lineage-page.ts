import type {
  LineageGraph,
  LineageNode,
  LineageNodeKind,
} from "../../src/core/lineage/lineage-node.ts";
import { announce } from "../ui/announce.ts";
import { focusOn, newestVersion, withoutLost } from "./adopt-snapshot.ts";
import { findNodes } from "./find-nodes.ts";
import { createGraphView, type GraphView } from "./graph-view.ts";
import { indexLineage, lineagePath, type LineageIndex } from "./lineage-index.ts";
import { kindsInLists } from "./node-kinds.ts";
import { openNode } from "./open-node.ts";
import type { LineageSnapshot } from "./protocol.ts";
import { spokenLabel } from "./spoken-label.ts";
import { lineageState, type ViewState } from "./view-state.ts";
import { graphShape, visibleGraph } from "./visible-graph.ts";
import { firstNode, walk, type Direction } from "./walk.ts";

/** Content of the page at one moment. */
export interface LineageView {
  readonly snapshot: LineageSnapshot;
  readonly index: LineageIndex;
  readonly state: ViewState;
  readonly query: string;
  /** Part of the graph that is drawn. */
  readonly visible: LineageGraph;
  /** Nodes that match the search, in the order of the outline; undefined without a search. */
  readonly hits: readonly LineageNode[] | undefined;
}

/** Actions of the lineage page. */
export interface LineagePage {
  readonly graph: GraphView;
  /** Replaces the snapshot, if it has changed, and returns the content to show. */
  readonly accept: (snapshot: LineageSnapshot) => LineageView;
  readonly select: (id: string | undefined) => void;
  readonly open: (id: string) => void;
  readonly openSelected: () => void;
  readonly walk: (direction: Direction) => void;
  readonly search: (query: string) => void;
  /** Selects the next hit (1) or the one before (−1). */
  readonly step: (by: 1 | -1) => void;
  readonly toggleKind: (kind: LineageNodeKind) => void;
  /** Shows only the lineage of the selected node, or, where that is so already, everything. */
  readonly toggleOnly: () => void;
  readonly showAll: () => void;
  readonly toggleOutline: () => void;
  readonly toggleDetails: () => void;
  /** Clears one thing: the search, the selection, or the restriction to a lineage. */
  readonly clear: () => void;
  readonly spoken: (node: LineageNode) => string;
}

/** Time that the viewport has to be unchanged before it is stored. */
const restMs = 250;

/** The lineage page's state and what changes it; `changed` is called when there is more to show. */
export function createLineagePage(changed: () => void): LineagePage {
  const stored = lineageState();
  let state = stored.read();
  let view: LineageView | undefined;
  let resting: ReturnType<typeof setTimeout> | undefined;

  const keep = (patch: Partial<ViewState>): void => {
    state = { ...state, ...patch };
    stored.write(state);
  };

  const graph = createGraphView({
    select: (id) => {
      select(id);
    },
    open: (id) => {
      open(id);
    },
    moved: (viewport) => {
      clearTimeout(resting);
      resting = setTimeout(() => {
        const shape = view && graphShape(view.visible);
        keep({ viewport: viewport && shape !== undefined ? { ...viewport, shape } : undefined });
      }, restMs);
    },
  });

  /** Brings what is drawn in step with the state. */
  const redraw = (snapshot: LineageSnapshot, index: LineageIndex, query: string): LineageView => {
    const { selected, hidden, only } = state;
    const same = view?.index === index && view.state.hidden === hidden && view.state.only === only;
    const visible = same && view ? view.visible : visibleGraph(index, { hidden, only });
    const hits = query.trim() === "" ? undefined : findNodes(listed(index, hidden), query);
    graph.draw(index, visible);
    graph.emphasise({
      selected,
      path: selected === undefined ? undefined : lineagePath(index, selected),
      hits: hits && new Set(hits.map(({ id }) => id)),
    });
    view = { snapshot, index, state, query, visible, hits };
    return view;
  };

  const change = (patch: Partial<ViewState>, query = view?.query ?? ""): void => {
    if (!view) return;
    const only = view.state.only;
    keep(patch);
    redraw(view.snapshot, view.index, query);
    if (state.only !== only) {
      keep({ viewport: undefined });
      graph.begin(undefined, state.selected ?? newestVersion(view.index));
    }
    changed();
  };

  const select = (id: string | undefined): void => {
    if (!view || id === state.selected) return;
    if (id === undefined) {
      change({ selected: undefined });
      return;
    }
    const { index } = view;
    const kind = index.node(id)?.kind;
    const { only, hidden } = state;
    const outside = only !== undefined && !lineagePath(index, only).nodes.has(id);
    change({
      selected: id,
      ...(outside && { only: id }),
      ...(kind && hidden.includes(kind) && { hidden: hidden.filter((other) => other !== kind) }),
    });
    graph.reveal(id);
  };

  const open = (id: string): void => {
    const node = view?.index.node(id);
    if (view && node) openNode(view.index, node);
  };

  const showAll = (): void => {
    change({ only: undefined });
  };

  const spokenLabels = new WeakMap<LineageNode, string>();
  const spoken = (node: LineageNode): string => {
    const known = spokenLabels.get(node);
    const label = known ?? (view ? spokenLabel(view.index, node) : node.label);
    if (known === undefined) spokenLabels.set(node, label);
    return label;
  };

  const selectAndSay = (id: string | undefined): void => {
    const node = id === undefined ? undefined : view?.index.node(id);
    if (!node) return;
    select(node.id);
    announce(spoken(node));
  };

  return {
    graph,
    select,
    open,
    spoken,
    accept: (snapshot) => {
      if (view?.snapshot === snapshot) return view;
      const index = indexLineage(snapshot.graph);
      const first = view === undefined;
      const refocused = snapshot.focus !== undefined && snapshot.focus !== state.followed;
      keep(refocused ? focusOn(snapshot, index) : withoutLost(state, index));
      const next = redraw(snapshot, index, view?.query ?? "");
      if (first || refocused) {
        const { viewport, selected } = state;
        const same = viewport?.shape === graphShape(next.visible);
        graph.begin(same ? viewport : undefined, selected ?? newestVersion(index));
      }
      return next;
    },
    openSelected: () => {
      if (state.selected !== undefined) open(state.selected);
    },
    walk: (direction) => {
      const walkable = graph.walkable();
      const from = state.selected;
      selectAndSay(
        from !== undefined && walkable.positions.has(from)
          ? walk(walkable, from, direction)
          : firstNode(walkable.positions),
      );
    },
    search: (query) => {
      change({}, query);
    },
    step: (by) => {
      const hits = view?.hits ?? [];
      const current = hits.findIndex(({ id }) => id === state.selected);
      const next = current < 0 ? (by > 0 ? 0 : -1) : (current + by) % hits.length;
      selectAndSay(hits.at(next)?.id);
    },
    toggleKind: (kind) => {
      const hidden = state.hidden.includes(kind)
        ? state.hidden.filter((other) => other !== kind)
        : [...state.hidden, kind];
      change({ hidden });
    },
    toggleOnly: () => {
      const { only, selected } = state;
      change({
        only: only === undefined || (selected && selected !== only) ? selected : undefined,
      });
    },
    showAll,
    toggleOutline: () => {
      change({ outlineOpen: !state.outlineOpen });
    },
    toggleDetails: () => {
      change({ detailsOpen: !state.detailsOpen });
    },
    clear: () => {
      if (view?.query) change({}, "");
      else if (state.selected !== undefined) select(undefined);
      else if (state.only !== undefined) showAll();
    },
  };
}

/** The nodes of the kinds that are shown, in the order of the outline. */
function listed(index: LineageIndex, hidden: readonly LineageNodeKind[]): readonly LineageNode[] {
  return kindsInLists
    .filter((kind) => !hidden.includes(kind))
    .flatMap((kind) => index.graph.nodes.filter((node) => node.kind === kind));
}
