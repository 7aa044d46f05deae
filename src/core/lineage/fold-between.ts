import type { Card, CardGraph } from "./card-graph.ts";
import { derivationColumns } from "./derivation-columns.ts";

/** Cards that folding leaves as they are, and the order in which others stay. */
export interface BetweenOptions {
  readonly kept: ReadonlySet<string>;
  /** Cards that stay beside those of `kept`, if there is room; the first longest. */
  readonly ordered: readonly Card[];
  /** Returns true if the graph has room when its cards are grouped so. */
  readonly fits: (groups: ReadonlyMap<string, string>) => boolean;
}

/** Cards that may stay between those of `kept`: more would not fit any page. */
const mostStaying = 64;

/**
 * Returns groups of the versions that stand between cards that stay: those with the same staying
 * cards before them and the same behind them are one group, and so no group leads to itself by way of
 * others. As many stay as there is room for.
 */
export function foldBetween(
  graph: CardGraph,
  { kept, ordered, fits }: BetweenOptions,
): ReadonlyMap<string, string> {
  const order = topological(graph);
  const withStaying = (count: number): ReadonlyMap<string, string> =>
    groupsBetween(graph, order, new Set([...kept, ...ordered.slice(0, count).map(({ id }) => id)]));
  let best = withStaying(0);
  if (!fits(best)) return best;
  let [least, most] = [0, Math.min(ordered.length, mostStaying) + 1];
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    const groups = withStaying(middle);
    if (fits(groups)) [least, best] = [middle, groups];
    else most = middle;
  }
  return best;
}

function groupsBetween(
  { cards, links }: CardGraph,
  order: readonly string[],
  staying: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const bits = new Map([...staying].map((id, index) => [id, 1n << BigInt(index)]));
  const before = reached(links, order, bits, "before");
  const behind = reached(links, order.toReversed(), bits, "behind");
  const members = new Map<string, string[]>();
  for (const { id, node } of cards) {
    if (node.kind !== "version" || staying.has(id)) continue;
    const key = `${before.get(id) ?? 0n}.${behind.get(id) ?? 0n}`;
    const known = members.get(key);
    if (known) known.push(id);
    else members.set(key, [id]);
  }
  const groups = new Map<string, string>();
  for (const all of members.values()) {
    const [first = ""] = all;
    // One by itself would save no room.
    if (all.length > 1) for (const id of all) groups.set(id, `fold:between:${first}`);
  }
  return groups;
}

/** Returns for each card the staying ones before it (or behind it), as bits of a number. */
function reached(
  links: CardGraph["links"],
  order: readonly string[],
  bits: ReadonlyMap<string, bigint>,
  way: "before" | "behind",
): ReadonlyMap<string, bigint> {
  const next = new Map<string, string[]>();
  for (const { from, to } of links) {
    const [start, end] = way === "before" ? [from, to] : [to, from];
    const known = next.get(start);
    if (known) known.push(end);
    else next.set(start, [end]);
  }
  const found = new Map<string, bigint>();
  for (const id of order) {
    const here = (found.get(id) ?? 0n) | (bits.get(id) ?? 0n);
    for (const end of next.get(id) ?? []) found.set(end, (found.get(end) ?? 0n) | here);
  }
  return found;
}

/** Returns the cards so that every link leads forward. */
function topological({ cards, links }: CardGraph): readonly string[] {
  const ids = cards.map(({ id }) => id);
  const columns = derivationColumns({ ids, links });
  return ids.toSorted((a, b) => (columns.get(a) ?? 0) - (columns.get(b) ?? 0));
}
