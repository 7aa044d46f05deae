import type { LineageLayout } from "../../src/core/lineage/layout-lineage.ts";
import type { LineageNode, LineageNodeKind } from "../../src/core/lineage/lineage-node.ts";
import type { VersionId } from "../../src/core/model/ids.ts";
import type { ComparedVersions } from "./details/compared-versions.ts";
import type { GraphView } from "./graph/graph-view.ts";
import type { Direction } from "./graph/walk.ts";
import type { LineageIndex } from "./nodes/lineage-index.ts";
import type { LineageSnapshot } from "./protocol.ts";
import type { ViewState } from "./view-state.ts";

/** Content of the page at one moment. */
export interface LineageView {
  readonly snapshot: LineageSnapshot;
  readonly index: LineageIndex;
  readonly state: ViewState;
  readonly query: string;
  /** Layout that is drawn; absent until the first one has come. */
  readonly layout: LineageLayout | undefined;
  /** Ids of nodes that have a place in the drawing, folded ones not. */
  readonly drawn: ReadonlySet<string>;
  /** Nodes that match the search, in the order of the outline; undefined without a search. */
  readonly hits: readonly LineageNode[] | undefined;
}

/** Actions of the lineage page. */
export interface LineagePage {
  readonly graph: GraphView;
  /** Replaces the snapshot, if it has changed, and returns the content to show. */
  readonly accept: (snapshot: LineageSnapshot) => LineageView;
  readonly view: () => LineageView | undefined;
  readonly select: (id: string | undefined) => void;
  readonly open: (id: string) => void;
  readonly openSelected: () => void;
  readonly walk: (direction: Direction) => void;
  readonly search: (query: string) => void;
  /** Selects the next hit (1) or the one before (−1). */
  readonly step: (by: 1 | -1) => void;
  /** Versions to draw at most. */
  readonly limit: () => number;
  /** Versions with a card of their own, of which all that is recorded is shown. */
  readonly read: () => readonly VersionId[];
  /** Draws more versions than so far. */
  readonly more: () => void;
  readonly toggleKind: (kind: LineageNodeKind) => void;
  readonly toggleStage: (stage: string) => void;
  readonly toggleCommits: () => void;
  /** Shows only the lineage of the selected node, or, where that is so already, everything. */
  readonly toggleOnly: () => void;
  readonly showAll: () => void;
  /** Shows what the selected node is connected with and is not drawn. */
  readonly expand: (id?: string) => void;
  /** Folds again what was unfolded. */
  readonly foldAgain: () => void;
  /** Compares the recipe of the selected version with another's. */
  readonly compareRecipe: (other: string | undefined) => void;
  /** Returns how the selected version differs from the one that it is compared with. */
  readonly difference: () => ComparedVersions | undefined;
  readonly toggle: (panel: "outlineOpen" | "detailsOpen") => void;
  readonly resize: (panel: "outlineWidth" | "detailsWidth", width: number) => void;
  /** Clears one thing: the search, the selection, or the restriction to a lineage. */
  readonly clear: () => void;
  readonly spoken: (node: LineageNode) => string;
}
