import type { CardGraph } from "./card-graph.ts";
import type { LineageNode } from "./lineage-node.ts";

/** Distances above count as this one. */
const farthest = 50;

/** Returns the number of links from a card to each that it is connected with. */
export function distancesFrom(
  { links }: CardGraph,
  start: string | undefined,
): ReadonlyMap<string, number> {
  if (start === undefined) return new Map();
  const beside = neighbours(links);
  const distances = new Map([[start, 0]]);
  for (const [id, distance] of distances) {
    for (const other of beside.get(id) ?? []) {
      if (!distances.has(other)) distances.set(other, distance + 1);
    }
  }
  return distances;
}

/**
 * Returns the cards of the shortest ways from one to each of some others along the direction of the
 * links, or against it.
 */
export function pathsTo(
  { links }: CardGraph,
  start: string | undefined,
  targets: ReadonlySet<string>,
): ReadonlySet<string> {
  const path = new Set<string>();
  if (start === undefined) return path;
  for (const way of ["up", "down"] as const) {
    const came = waysFrom(links, start, way);
    for (const target of targets) {
      for (let id: string | undefined = came.has(target) ? target : undefined; id !== undefined;) {
        path.add(id);
        id = came.get(id);
      }
    }
  }
  return path;
}

/** Returns one dataset of each of some versions, and the run by way of which it leads there. */
export function dataOf({ cards, links }: CardGraph, ids: readonly string[]): readonly string[] {
  const kinds = new Map(cards.map(({ id, node }) => [id, node.kind]));
  const into = new Map<string, string[]>();
  for (const { from, to } of links) {
    push(into, to, from);
  }
  const isData = (id: string): boolean => kinds.get(id) === "dataset";
  return ids.flatMap((id) => {
    const direct = into.get(id) ?? [];
    const run = direct.find((from) => kinds.get(from) === "run");
    const own = direct.find(isData);
    if (own !== undefined) return [own];
    const data = run === undefined ? undefined : into.get(run)?.find(isData);
    return data === undefined || run === undefined ? [] : [data, run];
  });
}

/** Returns how to rank cards where room is short: staged and near ones first, then the newest. */
export function cardRank(
  distances: ReadonlyMap<string, number>,
  important: readonly string[],
): (node: LineageNode) => number {
  return (node) => {
    const distance = Math.min(distances.get(node.id) ?? farthest, farthest);
    if (node.kind !== "version") return distance * 10;
    const place = node.deleted ? -1 : important.indexOf(node.stage);
    const staged = place < 0 ? (node.deleted ? 6 : (node.aliases?.length ?? 0) > 0 ? 3 : 5) : 0;
    // Of equals the newest stays: its number takes less than the rest can give.
    return distance * 10 + staged - Math.min(node.number, 1e6) / 1e6;
  };
}

function neighbours(links: CardGraph["links"]): ReadonlyMap<string, readonly string[]> {
  const beside = new Map<string, string[]>();
  for (const { from, to } of links) {
    push(beside, from, to);
    push(beside, to, from);
  }
  return beside;
}

/** Returns from where each card was reached. */
function waysFrom(
  links: CardGraph["links"],
  start: string,
  way: "up" | "down",
): ReadonlyMap<string, string | undefined> {
  const next = new Map<string, string[]>();
  for (const { from, to } of links) {
    const [here, there] = way === "up" ? [to, from] : [from, to];
    push(next, here, there);
  }
  const came = new Map<string, string | undefined>([[start, undefined]]);
  for (const [id] of came) {
    for (const other of next.get(id) ?? []) if (!came.has(other)) came.set(other, id);
  }
  return came;
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
