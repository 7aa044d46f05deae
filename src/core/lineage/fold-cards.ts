import type { Card, CardGraph, Link } from "./card-graph.ts";
import { derivationColumns } from "./derivation-columns.ts";
import { foldBetween } from "./fold-between.ts";
import type { LineageNode } from "./lineage-node.ts";

/** Several cards folded into one. */
export interface Fold {
  readonly id: string;
  readonly members: readonly LineageNode[];
}

/** A card of the drawing: one node, or several that are folded. */
export type DrawnCard = Card | Fold;

export interface FoldedGraph {
  readonly cards: readonly DrawnCard[];
  readonly links: readonly Link[];
  /** Column of each card, from 0. */
  readonly columns: ReadonlyMap<string, number>;
}

/** Room for cards, and what must be seen in any case. */
export interface FoldOptions {
  readonly columns: number;
  /** Cards below each other. */
  readonly rows: number;
  /** Cards that are never folded. */
  readonly kept: ReadonlySet<string>;
  /** Those of them that somebody has unfolded, for which the others don't make room. */
  readonly shown: ReadonlySet<string>;
  /** Place of a card when room is short: the lowest stay. */
  readonly rank: (node: LineageNode) => number;
}

export function isFold(card: DrawnCard): card is Fold {
  return "members" in card;
}

/** Smallest number of cards that are folded together: one by itself would save no room. */
const least = 2;

/**
 * Folds cards until the graph has room: first what stands in a row of versions without a branch,
 * then what is farthest from what must be seen, then what stands between that, then, in each column,
 * what matters least. Folding
 * never makes a circle, and never hides a card of `kept`.
 */
export function foldCards(graph: CardGraph, options: FoldOptions): FoldedGraph {
  const groups = new Map<string, string>();
  const place = columnsOf(graph);
  const room = options.columns + options.shown.size;
  const fitsWith = (stay: number): boolean => {
    groups.clear();
    foldRows(graph, place, options, stay, groups);
    return columnCount(columnsOf(merge(graph, groups))) <= room;
  };
  // As many as there is room for stay in their rows, those that matter most.
  if (columnCount(place) > room && fitsWith(0)) {
    let [fits, tooMany] = [0, room];
    while (tooMany - fits > 1) {
      const middle = Math.floor((fits + tooMany) / 2);
      if (fitsWith(middle)) fits = middle;
      else tooMany = middle;
    }
    fitsWith(fits);
  }
  const shorter = merge(graph, groups);
  if (columnCount(columnsOf(shorter)) > room) {
    foldFar(graph, shorter, { ...options, columns: room }, groups);
  }
  if (columnCount(columnsOf(merge(graph, groups))) > room) {
    foldWithin(graph, options, room, groups);
  }
  const narrow = merge(graph, groups);
  foldColumns(narrow, columnsOf(narrow), options, groups);
  const folded = merge(graph, groups);
  return { ...folded, columns: columnsOf(folded) };
}

/** Folds what stands between cards that must be seen, which may be far from each other. */
function foldWithin(
  graph: CardGraph,
  { kept, rank }: FoldOptions,
  room: number,
  groups: Map<string, string>,
): void {
  const ordered = graph.cards
    .filter(({ id, node }) => node.kind === "version" && !kept.has(id))
    .sort((a, b) => rank(a.node) - rank(b.node));
  const versions = new Set(ordered.map(({ id }) => id));
  const others = [...groups].filter(([id]) => !versions.has(id));
  const withOthers = (between: ReadonlyMap<string, string>): Map<string, string> =>
    new Map([...others, ...between]);
  const found = foldBetween(graph, {
    kept,
    ordered,
    fits: (between) => columnCount(columnsOf(merge(graph, withOthers(between)))) <= room,
  });
  groups.clear();
  for (const [id, group] of withOthers(found)) groups.set(id, group);
}

interface Merged {
  readonly cards: readonly DrawnCard[];
  readonly links: readonly Link[];
}

function columnsOf({ cards, links }: Merged): ReadonlyMap<string, number> {
  return derivationColumns({ ids: cards.map(({ id }) => id), links });
}

function columnCount(columns: ReadonlyMap<string, number>): number {
  return [...columns.values()].reduce((most, column) => Math.max(most, column + 1), 0);
}

/** Puts the cards of each group into one. */
function merge({ cards, links }: CardGraph, groups: ReadonlyMap<string, string>): Merged {
  const members = new Map<string, Card[]>();
  const merged: DrawnCard[] = [];
  for (const card of cards) {
    const group = groups.get(card.id);
    if (group === undefined) merged.push(card);
    else push(members, group, card);
  }
  for (const [id, all] of members) {
    merged.push({ id, members: all.map(({ node }) => node) });
  }
  const drawn = new Map<string, { from: string; to: string; edges: Link["edges"][number][] }>();
  for (const { from, to, edges } of links) {
    const [start, end] = [groups.get(from) ?? from, groups.get(to) ?? to];
    if (start === end) continue;
    const key = `${start}\n${end}`;
    const known = drawn.get(key);
    if (known) known.edges.push(...edges);
    else drawn.set(key, { from: start, to: end, edges: [...edges] });
  }
  return { cards: merged, links: [...drawn.values()] };
}

function push<K, T>(map: Map<K, T[]>, key: K, value: T): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

/** Folds rows of versions that follow one another, each made from one and into one. */
function foldRows(
  graph: CardGraph,
  columns: ReadonlyMap<string, number>,
  { kept, rank }: FoldOptions,
  stay: number,
  groups: Map<string, string>,
): void {
  const { versions, into, outOf } = versionsInRows(graph);
  const staying = new Set(
    [...versions.values()]
      .filter(({ id }) => !kept.has(id))
      .sort((a, b) => rank(a.node) - rank(b.node))
      .slice(0, stay)
      .map(({ id }) => id),
  );
  const foldable = (id: string): boolean =>
    versions.has(id) &&
    !kept.has(id) &&
    !staying.has(id) &&
    (into.get(id)?.size ?? 0) <= 1 &&
    (outOf.get(id)?.size ?? 0) <= 1;
  const place = (id: string): number => columns.get(id) ?? 0;
  const inOrder = [...versions.keys()].sort((a, b) => place(a) - place(b));
  const seen = new Set<string>();
  for (const start of inOrder) {
    const row: string[] = [];
    for (let id: string | undefined = start; id !== undefined && foldable(id) && !seen.has(id);) {
      seen.add(id);
      row.push(id);
      [id] = outOf.get(id) ?? [];
    }
    if (row.length >= least) for (const id of row) groups.set(id, `fold:row:${start}`);
  }
}

interface VersionsInRows {
  readonly versions: ReadonlyMap<string, Card>;
  readonly into: ReadonlyMap<string, ReadonlySet<string>>;
  readonly outOf: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Returns the versions and how they follow each other: in the order of a model, by their numbers. */
function versionsInRows({ cards, links }: CardGraph): VersionsInRows {
  const versions = new Map(
    cards.flatMap((card) => (card.node.kind === "version" ? [[card.id, card] as const] : [])),
  );
  const into = new Map<string, Set<string>>();
  const outOf = new Map<string, Set<string>>();
  const isNext = ({ edges }: Link): boolean =>
    edges.some(({ relation }) => relation === "followed by");
  const inOrder = links.some(isNext);
  for (const link of links) {
    const { from, to } = link;
    if (!versions.has(from) || !versions.has(to) || (inOrder && !isNext(link))) continue;
    into.set(to, (into.get(to) ?? new Set()).add(from));
    outOf.set(from, (outOf.get(from) ?? new Set()).add(to));
  }
  return { versions, into, outOf };
}

/** Folds what is farther from what must be seen than there is room for: ancestors and descendants. */
function foldFar(
  graph: CardGraph,
  merged: Merged,
  { kept, columns: room }: FoldOptions,
  groups: Map<string, string>,
): void {
  const columns = columnsOf(merged);
  const wanted = [...kept].flatMap((id) => columns.get(groups.get(id) ?? id) ?? []);
  if (wanted.length === 0) return;
  const [first, last] = [Math.min(...wanted), Math.max(...wanted)];
  const spare = Math.max(0, room - (last - first + 1) - 1);
  const total = columnCount(columns);
  const left = Math.min(first, Math.max(Math.ceil(spare / 2), spare - (total - 1 - last)));
  const [from, to] = [first - left, last + (spare - left)];
  const columnOf = ({ id }: Card): number => columns.get(groups.get(id) ?? id) ?? 0;
  const far = graph.cards.filter((card) => !kept.has(card.id));
  const before = far.filter((card) => columnOf(card) < from);
  const after = far.filter((card) => columnOf(card) > to);
  for (const [side, cards] of [
    ["before", before],
    ["after", after],
  ] as const) {
    if (cards.length < least) continue;
    for (const { id, node } of cards) groups.set(id, `fold:${side}:${node.kind}`);
  }
}

/** Folds in each column what has no room there: of one kind, versions also of one stage, together. */
function foldColumns(
  { cards }: Merged,
  columns: ReadonlyMap<string, number>,
  { rows: usual, kept, shown, rank }: FoldOptions,
  groups: Map<string, string>,
): void {
  const byColumn = new Map<number, DrawnCard[]>();
  for (const card of cards) {
    const column = columns.get(card.id) ?? 0;
    push(byColumn, column, card);
  }
  for (const [column, all] of byColumn) {
    const rows = usual + all.filter(({ id }) => shown.has(id)).length;
    if (all.length <= rows) continue;
    const single = all.filter((card) => isFold(card) || !kept.has(card.id));
    const fixed = all.length - single.length;
    const ordered = single
      .map((card) => ({ card, kind: kindOf(card), rank: rankOf(card, rank) }))
      .sort((a, b) => a.rank - b.rank);
    const folds = new Set(ordered.map(({ kind }) => kind)).size;
    const away = ordered.slice(Math.max(0, rows - fixed - folds));
    const byKind = new Map<string, DrawnCard[]>();
    for (const { card, kind } of away) push(byKind, kind, card);
    for (const [kind, together] of byKind) {
      if (together.length < least) continue;
      const ids = together.flatMap((card) =>
        isFold(card) ? card.members.map(({ id }) => id) : [card.id],
      );
      for (const id of ids) groups.set(id, `fold:${column}:${kind}`);
    }
  }
}

function kindOf(card: DrawnCard): string {
  return (isFold(card) ? card.members[0] : card.node)?.kind ?? "";
}

/** Returns the rank of a card; a fold is as important as the most important in it. */
function rankOf(card: DrawnCard, rank: (node: LineageNode) => number): number {
  if (!isFold(card)) return rank(card.node);
  return card.members.reduce((lowest, node) => Math.min(lowest, rank(node)), Infinity);
}
