import type { Point } from "../../../src/core/lineage/edge-routes.ts";

/** The arrow keys, as directions. */
export type Direction = "left" | "right" | "up" | "down";

/** Positions and edges of the graph that is drawn. */
export interface Walkable {
  readonly positions: ReadonlyMap<string, Point>;
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

/** Nodes that far apart horizontally still count as one column. */
const columnWidth = 60;

/**
 * Returns the node that an arrow key leads to: left to one that the node was made of, right to one
 * that was made of it (the nearest in height, preferring other columns), up and down to its
 * neighbours in the column. Undefined if there is none.
 */
export function walk(
  { positions, edges }: Walkable,
  from: string,
  direction: Direction,
): string | undefined {
  const start = positions.get(from);
  if (!start) return undefined;
  const isAhead = (id: string): boolean => {
    const { x, y } = positions.get(id) ?? start;
    const beside = Math.abs(x - start.x) < columnWidth;
    switch (direction) {
      case "left":
        return !beside && x < start.x;
      case "right":
        return !beside && x > start.x;
      case "up":
        return beside && y < start.y;
      case "down":
        return beside && y > start.y;
    }
  };
  if (direction === "up" || direction === "down") {
    return nearestInHeight(positions, [...positions.keys()].filter(isAhead), start.y);
  }
  const related =
    direction === "left"
      ? edges.flatMap((edge) => (edge.to === from ? edge.from : []))
      : edges.flatMap((edge) => (edge.from === from ? edge.to : []));
  const ahead = related.filter(isAhead);
  return nearestInHeight(positions, ahead.length > 0 ? ahead : related, start.y);
}

/**
 * Returns the node that an arrow key selects when none is selected: the first of the leftmost
 * column.
 */
export function firstNode(positions: ReadonlyMap<string, Point>): string | undefined {
  let first: [string, Point] | undefined;
  for (const entry of positions) {
    if (
      !first ||
      entry[1].x < first[1].x - 1 ||
      (entry[1].x < first[1].x + 1 && entry[1].y < first[1].y)
    ) {
      first = entry;
    }
  }
  return first?.[0];
}

function nearestInHeight(
  positions: ReadonlyMap<string, Point>,
  candidates: readonly string[],
  y: number,
): string | undefined {
  const distance = (id: string): number => Math.abs((positions.get(id)?.y ?? Infinity) - y);
  let nearest: string | undefined;
  for (const id of candidates) {
    if (positions.has(id) && (nearest === undefined || distance(id) < distance(nearest))) {
      nearest = id;
    }
  }
  return nearest;
}
