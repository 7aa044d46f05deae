import { addTo } from "../add-to.ts";
/** A place in the graph, in pixels at zoom 1; y grows downwards. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A node's centre and size, in pixels at zoom 1. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** An edge to be routed, between nodes that stand in columns. */
export interface Routed {
  readonly from: Box;
  readonly to: Box;
}

/** Between two edges side by side, and between an edge and the node it passes. */
const laneGap = 6;
/** Largest distance by which an edge within a column bends out of it. */
const widestArc = 56;

interface Column {
  readonly x: number;
  readonly width: number;
  /** From top to bottom. */
  readonly boxes: readonly Box[];
}

/** An edge's way through a column that it does not end in. */
interface Passage {
  readonly edge: Routed;
  readonly column: Column;
  readonly top: number;
  readonly bottom: number;
  /** Height at which it passes; final once all edges between the same two nodes are known. */
  y: number;
}

/**
 * The control points of each edge: it leaves its node at the right and arrives at the left, both
 * horizontally, and passes the columns on its way between their nodes, side by side with the other
 * edges there. An edge within a column bends out of it to the right and back.
 */
export function routeEdges<E extends Routed>(
  boxes: readonly Box[],
  edges: readonly E[],
): ReadonlyMap<E, readonly Point[]> {
  const columns = [...groupBy(boxes, ({ x }) => Math.round(x)).values()]
    .map(toColumn)
    .sort((a, b) => a.x - b.x);
  const passages = groupBy(
    edges.flatMap((edge) =>
      columns
        .filter(({ x }) => x > edge.from.x + 1 && x < edge.to.x - 1)
        .map((column) => passage(edge, column)),
    ),
    ({ edge }) => edge,
  );
  const lanes = groupBy([...passages.values()].flat(), ({ column, top }) => `${column.x}:${top}`);
  for (const lane of lanes.values()) spread(lane);
  return new Map(edges.map((edge) => [edge, controlPoints(edge, passages.get(edge) ?? [])]));
}

/** Returns the direction of an edge that begins and ends in one column; undefined for others. */
export function arcDirection({ from, to }: Routed): "up" | "down" | undefined {
  if (Math.abs(to.x - from.x) >= 1) return undefined;
  return to.y < from.y ? "up" : "down";
}

/** Pixels: length of an arrowhead, and half of its height. */
const head = { length: 8, half: 4 };

/** A line between two cards, as the paths of SVG. */
export interface LinePaths {
  /** The curve, which ends in the arrowhead. */
  readonly line: string;
  /** The arrowhead, to be filled. */
  readonly head: string;
}

/** Returns how an edge is drawn: quadratic curves through its control points, joined half-way. */
export function linePaths(edge: Routed, points: readonly Point[]): LinePaths {
  const { from, to } = edge;
  const arc = arcDirection(edge);
  const shift = arc === "up" ? -from.height / 4 : arc === "down" ? from.height / 4 : 0;
  const start = { x: from.x + from.width / 2, y: from.y + shift };
  // An edge within a column comes back from the right.
  const away = arc ? 1 : -1;
  const tip = { x: to.x + (away * to.width) / 2, y: arc ? to.y - shift : to.y };
  const end = { x: tip.x + away * (head.length - 1), y: tip.y };
  const parts = points.map((point, index) => {
    const next = points[index + 1];
    const stop = next ? { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 } : end;
    return `Q${pathPoint(point)} ${pathPoint(stop)}`;
  });
  return {
    line: `M${pathPoint(start)}${parts.length > 0 ? parts.join("") : `L${pathPoint(end)}`}`,
    head: `M${pathPoint(tip)}l${away * head.length} ${-head.half}v${2 * head.half}z`,
  };
}

function pathPoint({ x, y }: Point): string {
  return `${pathNumber(x)} ${pathNumber(y)}`;
}

function pathNumber(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function toColumn(boxes: readonly Box[]): Column {
  return {
    x: boxes[0]?.x ?? 0,
    width: Math.max(...boxes.map(({ width }) => width)),
    boxes: [...boxes].sort((a, b) => a.y - b.y),
  };
}

/** The gap between two nodes of the column that is nearest to the straight line. */
function passage(edge: Routed, column: Column): Passage {
  const { from, to } = edge;
  const straight = from.y + ((to.y - from.y) * (column.x - from.x)) / (to.x - from.x);
  let best: Passage | undefined;
  for (let gap = 0; gap <= column.boxes.length; gap += 1) {
    const above = column.boxes[gap - 1];
    const below = column.boxes[gap];
    const top = above ? above.y + above.height / 2 + laneGap : -Infinity;
    const bottom = below ? below.y - below.height / 2 - laneGap : Infinity;
    const y = Math.min(Math.max(straight, top), bottom);
    if (!best || Math.abs(y - straight) < Math.abs(best.y - straight)) {
      best = { edge, column, top, bottom, y };
    }
  }
  return best ?? { edge, column, top: -Infinity, bottom: Infinity, y: straight };
}

/** Puts the edges that pass between the same two nodes side by side, with as few crossings as can be. */
function spread(lane: Passage[]): void {
  const [first] = lane;
  if (!first) return;
  lane.sort((a, b) => a.edge.from.y - b.edge.from.y || a.edge.to.y - b.edge.to.y);
  const { top, bottom } = first;
  const gap = Math.min(laneGap, (bottom - top) / lane.length);
  const middle = lane.reduce((sum, { y }) => sum + y, 0) / lane.length;
  const half = (gap * (lane.length - 1)) / 2;
  const centre = Math.min(Math.max(middle, top + half), bottom - half);
  lane.forEach((entry, place) => {
    entry.y = centre - half + place * gap;
  });
}

function controlPoints(edge: Routed, passages: readonly Passage[]): readonly Point[] {
  const { from, to } = edge;
  const start = from.x + from.width / 2;
  const arc = arcDirection(edge);
  if (arc) {
    const x = start + Math.min(18 + Math.abs(to.y - from.y) / 12, widestArc);
    const inset = arc === "up" ? -from.height / 4 : from.height / 4;
    return [
      { x, y: from.y + inset },
      { x, y: to.y - inset },
    ];
  }
  const points: Point[] = [];
  let last: Point = { x: start, y: from.y };
  const bendTo = (next: Point): void => {
    const x = (last.x + next.x) / 2;
    points.push({ x, y: last.y }, { x, y: next.y });
    last = next;
  };
  for (const { column, y } of passages) {
    const left = { x: column.x - column.width / 2, y };
    const right = { x: column.x + column.width / 2, y };
    bendTo(left);
    points.push(left, right);
    last = right;
  }
  bendTo({ x: to.x - to.width / 2, y: to.y });
  return points;
}

function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) addTo(groups, keyOf(item), item);
  return groups;
}
