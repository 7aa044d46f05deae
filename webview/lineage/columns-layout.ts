import type {
  LineageEdge,
  LineageGraph,
  LineageNodeKind,
} from "../../src/core/lineage/lineage-node.ts";
import { kindsInFlow } from "./node-kinds.ts";
import type { Point } from "./walk.ts";

/** Pixels at zoom 1. */
export interface Spacing {
  readonly widths: Readonly<Record<LineageNodeKind, number>>;
  readonly rowHeight: number;
  /** Between two columns of the same kind, and between two kinds. */
  readonly columnGap: number;
  readonly kindGap: number;
}

/**
 * Places of the nodes of a large graph: a block for each kind from left to right, wrapped into as
 * many columns as give the whole about the wanted ratio of width to height. Versions keep their
 * order; everything else stands at about the height of what it is connected to. Takes time in
 * proportion to the graph (times log n), where layered layouts that look for few crossings take
 * seconds for a thousand nodes.
 */
export function columnsLayout(
  graph: LineageGraph,
  spacing: Spacing,
  ratio: number,
): ReadonlyMap<string, Point> {
  const blocks = kindsInFlow.map((kind) => ({
    kind,
    ids: graph.nodes.filter((node) => node.kind === kind).map((node) => node.id),
  }));
  const places = new Map<string, number>();
  const versions = blocks.find(({ kind }) => kind === "version")?.ids ?? [];
  versions.forEach((id, place) => places.set(id, place));
  for (const block of blocks) {
    if (block.kind !== "version") orderByNeighbours(block.ids, graph.edges, places);
  }

  const rows = rowsForRatio(
    blocks.map(({ kind, ids }) => ({ count: ids.length, width: spacing.widths[kind] })),
    spacing,
    ratio,
  );
  const positions = new Map<string, Point>();
  let x = 0;
  for (const { kind, ids } of blocks) {
    if (ids.length === 0) continue;
    const width = spacing.widths[kind];
    const columns = Math.ceil(ids.length / rows);
    const rowsHere = Math.ceil(ids.length / columns);
    // Blocks that are not full stand in the middle.
    const top = ((rows - rowsHere) / 2) * spacing.rowHeight;
    ids.forEach((id, place) => {
      const column = Math.floor(place / rowsHere);
      positions.set(id, {
        x: x + width / 2 + column * (width + spacing.columnGap),
        y: top + (place % rowsHere) * spacing.rowHeight,
      });
    });
    x += columns * (width + spacing.columnGap) - spacing.columnGap + spacing.kindGap;
  }
  return positions;
}

/** Sorts by the mean place of the neighbours that have one; the others keep to the end. */
function orderByNeighbours(
  ids: string[],
  edges: readonly LineageEdge[],
  places: ReadonlyMap<string, number>,
): void {
  const sums = new Map(ids.map((id) => [id, { sum: 0, count: 0 }]));
  for (const { from, to } of edges) {
    for (const [self, other] of [
      [from, to],
      [to, from],
    ] as const) {
      const entry = sums.get(self);
      const place = places.get(other);
      if (entry && place !== undefined) {
        entry.sum += place;
        entry.count += 1;
      }
    }
  }
  const mean = (id: string): number => {
    const entry = sums.get(id);
    return entry && entry.count > 0 ? entry.sum / entry.count : Number.MAX_VALUE;
  };
  ids.sort((a, b) => mean(a) - mean(b));
}

/** The number of rows with which the blocks come closest to a ratio of width to height. */
function rowsForRatio(
  blocks: readonly { readonly count: number; readonly width: number }[],
  { rowHeight, columnGap, kindGap }: Spacing,
  ratio: number,
): number {
  const tallest = Math.max(1, ...blocks.map(({ count }) => count));
  const misfit = (rows: number): number => {
    const width = blocks.reduce(
      (sum, { count, width: w }) => sum + Math.ceil(count / rows) * (w + columnGap) + kindGap,
      0,
    );
    return Math.abs(Math.log(width / (rows * rowHeight) / ratio));
  };
  let best = 1;
  for (let rows = 2; rows <= tallest; rows += 1) if (misfit(rows) < misfit(best)) best = rows;
  return best;
}
