import * as l10n from "@vscode/l10n";
import type { PlacedCard, PlacedLink } from "../../src/core/lineage/layout-lineage.ts";
import type { LineageNode } from "../../src/core/lineage/lineage-node.ts";
import { announce } from "../ui/announce.ts";
import { askedFor, focusOn, layoutShape, withoutLost } from "./adopt-snapshot.ts";
import {
  comparedRecipes,
  comparedVersions,
  rememberRecipeChanges,
} from "./details/compared-versions.ts";
import { createHoverCard } from "./details/hover-card.ts";
import { emphasisedPath } from "./details/recipe-sides.ts";
import { createGraphView } from "./graph/graph-view.ts";
import { keyboardWalk } from "./keyboard-walk.ts";
import { layoutRequest } from "./layout/layout-request.ts";
import type { LayoutThread } from "./layout/layout-thread.ts";
import type { LineagePage, LineageView } from "./lineage-view.ts";
import { drawnNodes, hiddenNeighbours, listed, toggled } from "./nodes/drawn-nodes.ts";
import { findNodes, nextHit } from "./nodes/find-nodes.ts";
import { indexLineage } from "./nodes/lineage-index.ts";
import { openNode } from "./nodes/open-node.ts";
import { edgeSentence } from "./nodes/relations.ts";
import { rememberLabels, spokenCard } from "./nodes/spoken-label.ts";
import { createReadVersions } from "./nodes/unread-versions.ts";
import { versionsAtOnce } from "./protocol.ts";
import { lineageState, type ViewState } from "./view-state.ts";

/** Time that the viewport has to be unchanged before it is stored. */
const restMs = 250;
/** Nodes that one click unfolds. */
const unfolded = 40;

/** The lineage page's state and what changes it; `changed` is called when there is more to show. */
export function createLineagePage(
  changed: () => void,
  refresh: () => void,
  thread: LayoutThread,
): LineagePage {
  const stored = lineageState();
  let state = stored.read();
  let view: LineageView | undefined;
  let resting: ReturnType<typeof setTimeout> | undefined;
  /** Request for the layout that is on its way or drawn. */
  let asked = "";
  const read = createReadVersions(refresh);

  const keep = (patch: Partial<ViewState>): void => {
    state = { ...state, ...patch };
    stored.write(state);
  };
  const cardOf = (id: string): PlacedCard | undefined =>
    view?.layout?.cards.find(
      (card) =>
        card.id === id ||
        (card.folded === undefined && card.inside.some((inside) => inside.id === id)),
    );

  const recipeChanges = rememberRecipeChanges(() => {
    relayout("begin");
    changed();
  });
  const difference = (): ReturnType<LineagePage["difference"]> =>
    view && comparedVersions(view.index, state, recipeChanges);

  const hoverCard = createHoverCard((card) => view && { index: view.index, card });
  const graph = createGraphView({
    press: (card, event) => {
      if (card.folded) unfold(card);
      else if (event.shiftKey && state.selected !== undefined) compareRecipe(card.id);
      else select(card.id);
    },
    open: (card) => {
      if (!card.folded) open(card.id);
    },
    focus: (card) => {
      graph.reveal(card.id);
    },
    hover: hoverCard.over,
    overLink: (link: PlacedLink | undefined) => {
      const index = view?.index;
      hoverCard.say(link && index ? link.edges.map((edge) => edgeSentence(index, edge)) : []);
    },
    clear: () => {
      select(undefined);
    },
    spoken: (card) => (view ? spokenCard(view.index, card) : card.text.title),
    moved: (viewport) => {
      hoverCard.hide();
      clearTimeout(resting);
      resting = setTimeout(() => {
        const shape = view?.layout && layoutShape(view.layout);
        keep({ viewport: viewport && shape !== undefined ? { ...viewport, shape } : undefined });
      }, restMs);
    },
  });
  graph.element.append(hoverCard.element);
  new ResizeObserver(() => {
    relayout("same");
  }).observe(graph.element);

  /** Asks for the layout of what is to be shown, if that is another than is drawn. */
  const relayout = (then: "begin" | "same", reveal?: string): void => {
    if (!view) return;
    const { snapshot, index } = view;
    const { width, height } = graph.element.getBoundingClientRect();
    if (width < 1 || height < 1) return;
    const compared = difference();
    const recipes = compared && comparedRecipes(index, compared);
    const request = layoutRequest(snapshot, state, width, height, recipes);
    const wanted = JSON.stringify([{ ...request, now: 0 }, [...request.shown]]);
    if (wanted === asked && then === "same" && view.layout) return;
    asked = wanted;
    void thread.layout(request).then((layout) => {
      if (view?.index !== index) return;
      const first = view.layout === undefined;
      view = { ...view, layout, drawn: drawnNodes(layout) };
      graph.draw(layout);
      emphasise();
      if (first || then === "begin") {
        const { viewport } = state;
        const same = viewport?.shape === layoutShape(layout);
        graph.begin(same ? viewport : undefined, state.selected ?? layout.cards.at(-1)?.id);
      }
      if (reveal !== undefined) {
        const card = cardOf(reveal);
        if (card) {
          graph.reveal(card.id);
          // The folded card that had the focus may be gone.
          if (graph.element.contains(document.activeElement)) graph.focusCard(card.id);
        }
      }
      changed();
      read.drawn(layout);
    });
  };

  const emphasise = (): void => {
    if (!view) return;
    const { index, hits } = view;
    const { selected, against } = state;
    graph.emphasise({
      selected,
      path: emphasisedPath(index, selected, against),
      hits: hits && new Set(hits.map(({ id }) => id)),
      classesOf: (card) => (card.id === against ? ["against"] : []),
    });
  };

  const change = (
    patch: Partial<ViewState>,
    query = view?.query ?? "",
    then: "begin" | "same" = "same",
    reveal?: string,
  ): void => {
    if (!view) return;
    keep(patch);
    const { index } = view;
    const hits =
      query === view.query && state.hidden === view.state.hidden
        ? view.hits
        : query.trim() === ""
          ? undefined
          : findNodes(listed(index, state.hidden), query);
    view = { ...view, state, query, hits };
    emphasise();
    relayout(then, reveal);
    changed();
  };

  const select = (id: string | undefined): void => {
    if (!view || id === state.selected) return;
    if (id === undefined) {
      change({ selected: undefined, against: undefined });
      return;
    }
    const node = view.index.node(id);
    if (!node) return;
    const { hidden, hiddenStages, shown } = state;
    const isDrawn = cardOf(id) !== undefined;
    change(
      {
        selected: id,
        ...(!isDrawn && { shown: [...shown, id] }),
        ...(hidden.includes(node.kind) && {
          hidden: hidden.filter((other) => other !== node.kind),
        }),
        ...(node.kind === "version" &&
          hiddenStages.includes(node.stage) && {
            hiddenStages: hiddenStages.filter((other) => other !== node.stage),
          }),
      },
      view.query,
      "same",
      id,
    );
    const card = cardOf(id);
    if (card) graph.reveal(card.id);
  };

  const unfold = ({ folded = [] }: PlacedCard): void => {
    change({ shown: [...state.shown, ...folded.slice(0, unfolded)] }, undefined, "same", folded[0]);
    announce(l10n.t("{0} unfolded", Math.min(folded.length, unfolded)));
  };

  const open = (id: string): void => {
    const card = view?.layout?.cards.find((each) => each.id === id);
    if (card?.folded) {
      unfold(card);
      return;
    }
    const node = view?.index.node(id);
    if (view && node) openNode(view.index, node);
  };

  const compareRecipe = (other: string | undefined): void => {
    const node = other === undefined ? undefined : view?.index.node(other);
    if (other !== undefined && (node?.kind !== "version" || other === state.selected)) return;
    const opened = other === undefined ? {} : { detailsOpen: true };
    change({ against: other, viewport: undefined, ...opened }, undefined, "begin");
  };

  const labelled = rememberLabels();
  const spoken = (node: LineageNode): string => labelled(view?.index, node);

  return {
    graph,
    select,
    open,
    spoken,
    ...keyboardWalk({ graph, open, select, view: () => view, cardOf }),
    compareRecipe,
    difference,
    view: () => view,
    accept: (snapshot) => {
      if (view?.snapshot === snapshot) return view;
      const index = indexLineage(snapshot.graph);
      thread.use(snapshot.graph);
      asked = "";
      const refocused = askedFor(snapshot) !== state.of;
      const first = view === undefined;
      if (refocused) read.clear();
      keep(refocused ? focusOn(snapshot, index) : withoutLost(state, index));
      const query = view?.query ?? "";
      const hits = query.trim() === "" ? undefined : findNodes(listed(index, state.hidden), query);
      view = {
        snapshot,
        index,
        state,
        query,
        layout: refocused ? undefined : view?.layout,
        drawn: view?.drawn ?? new Set(),
        hits,
      };
      // The graph's element gets its size with the first rendering.
      queueMicrotask(() => {
        relayout(first || refocused ? "begin" : "same");
      });
      return view;
    },
    search: (query) => {
      change({}, query);
    },
    step: (by) => {
      const hits = view?.hits ?? [];
      const node = nextHit(hits, state.selected, by);
      if (!node) return;
      select(node.id);
      announce(spoken(node));
    },
    limit: () => state.limit,
    read: read.list,
    more: () => {
      keep({ limit: Math.min(10_000, state.limit + versionsAtOnce) });
      refresh();
    },
    toggleKind: (kind) => {
      change({ hidden: toggled(state.hidden, kind) });
    },
    toggleStage: (stage) => {
      change({ hiddenStages: toggled(state.hiddenStages, stage) });
    },
    toggleCommits: () => {
      change({ allCommits: !state.allCommits });
    },
    toggleOnly: () => {
      const { only, selected } = state;
      const next = only === undefined || (selected && selected !== only) ? selected : undefined;
      change({ only: next, viewport: undefined }, undefined, "begin");
    },
    showAll: () => {
      change({ only: undefined, viewport: undefined }, undefined, "begin");
    },
    expand: (id = state.selected) => {
      if (!view || id === undefined) return;
      const beside = hiddenNeighbours(view, id);
      if (beside.length === 0) announce(l10n.t("Everything that it is connected with is shown"));
      else change({ shown: [...new Set([...state.shown, ...beside.slice(0, unfolded)])] });
    },
    foldAgain: () => {
      change({ shown: [], viewport: undefined }, undefined, "begin");
    },
    toggle: (panel) => {
      change({ [panel]: !state[panel] });
    },
    resize: (panel, width) => {
      const [least, most] = panel === "outlineWidth" ? [140, 600] : [180, 700];
      change({ [panel]: Math.min(most, Math.max(least, Math.round(width))) });
    },
    clear: () => {
      hoverCard.hide();
      if (view?.query) change({}, "");
      else if (state.against !== undefined) compareRecipe(undefined);
      else if (state.selected !== undefined) select(undefined);
      else if (state.only !== undefined) change({ only: undefined }, undefined, "begin");
    },
  };
}
