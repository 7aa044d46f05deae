import { cardGraph, type CardGraph, type Link, type Scope } from "./card-graph.ts";
import { cardRank, dataOf, distancesFrom, pathsTo } from "./card-rank.ts";
import { cardText, type CardLine, type CardText } from "./card-text.ts";
import { columnTitles } from "./column-titles.ts";
import { routeEdges, type Box, type Point } from "./edge-routes.ts";
import { fitLines } from "./fit-lines.ts";
import { foldCards, isFold, type DrawnCard, type FoldedGraph } from "./fold-cards.ts";
import type { LineageEdge, LineageGraph, LineageNode } from "./lineage-node.ts";
import { edgeText } from "./node-text.ts";
import { placeCards } from "./place-cards.ts";
import { labelHeight, placeLabels, type Label } from "./place-labels.ts";

/** Content of a drawing, and the room for it. */
export interface LayoutRequest extends Scope {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Stages from Production down to the first on the way there. */
  readonly important: readonly string[];
  /** Stage in which versions begin. */
  readonly initial: string;
  /** Milliseconds since 1970, which ages are counted from. */
  readonly now: number;
  /** More lines of cards, by the id of the node: how two versions differ. */
  readonly differences?: Readonly<Record<string, readonly CardLine[]>>;
}

/** A card in its place. */
export interface PlacedCard {
  readonly id: string;
  /** The node, or of folded ones the first. */
  readonly node: LineageNode;
  readonly inside: readonly LineageNode[];
  /** Ids of the nodes that are folded into it; absent if it is one node. */
  readonly folded?: readonly string[];
  readonly text: CardText;
  /** Lines that the title takes. */
  readonly titleLines: 1 | 2;
  /** Its middle and size, in pixels at zoom 1. */
  readonly box: Box;
  readonly column: number;
}

/** A line in its place. */
export interface PlacedLink {
  readonly from: string;
  readonly to: string;
  readonly edges: readonly LineageEdge[];
  /** Control points between the sides of both cards. */
  readonly points: readonly Point[];
  readonly label?: Label;
}

/** A lineage in its place; plain data, so that it can come from another thread. */
export interface LineageLayout {
  readonly cards: readonly PlacedCard[];
  readonly links: readonly PlacedLink[];
  readonly columns: readonly {
    readonly title: string;
    readonly x: number;
    readonly width: number;
  }[];
}

/**
 * Cards are folded until each has the good width, which has room for a metric with its change; they
 * become narrower, and then higher, only for what must be seen.
 */
const cardWidths = { least: 134, good: 176, most: 250 };
/** Between two columns: what is tried first (a label fits on one line), and what is needed. */
const gaps = {
  usual: { wanted: 92, good: 76, least: 64 },
  labelled: { wanted: 140, good: 112, least: 96 },
};
const rowGap = 16;
/** Pixels that a label gets at least: the longest word of usual ones. */
const labelWidth = 62;
/** Pixels between a label and the end of its line, so that the arrowhead is seen. */
const labelLift = 6;
/** Room for the titles of columns and the edge of the page. */
const margins = { x: 48, y: 92 };
const typicalHeight = 92;
const line = { title: 20, other: 18, padding: 18 };
/** Pixels: of a letter of a title on average, and of what is beside the title. */
const titleText = { letter: 8, beside: 44 };

/** Lays out a view of a lineage: what is shown, what is folded, and where everything stands. */
export function layoutLineage(graph: LineageGraph, request: LayoutRequest): LineageLayout {
  const cards = cardGraph(graph, request);
  const sized = sizeCards(fold(cards, request, typicalHeight), request);
  const { folded, texts, width, columnGap, heights } = isTooHigh(sized, request)
    ? sizeCards(fold(cards, request, Math.max(...sized.heights.values())), request)
    : sized;
  const boxes = placeCards(
    folded.cards.map(({ id }) => ({
      id,
      column: folded.columns.get(id) ?? 0,
      height: heights.get(id) ?? typicalHeight,
    })),
    folded.links,
    { width, columnGap, rowGap },
  );
  const placed = folded.cards.flatMap((card): PlacedCard[] => {
    const [box, text] = [boxes.get(card.id), texts.get(card.id)];
    const node = nodeOf(card);
    if (!box || !text || !node) return [];
    return [
      {
        id: card.id,
        node,
        inside: isFold(card) ? [] : card.inside,
        ...(isFold(card) && { folded: card.members.map(({ id }) => id) }),
        text,
        titleLines: titleLines(text, width),
        box,
        column: folded.columns.get(card.id) ?? 0,
      },
    ];
  });
  return {
    cards: placed,
    links: placeLinks(folded, boxes, columnGap),
    columns: columnTitles(placed, request).map((title, column) => ({
      title,
      x: column * (width + columnGap),
      width,
    })),
  };
}

/** Cards with their texts and sizes in pixels, before they have a place. */
interface SizedCards {
  readonly folded: FoldedGraph;
  readonly texts: ReadonlyMap<string, CardText>;
  readonly heights: ReadonlyMap<string, number>;
  readonly width: number;
  readonly columnGap: number;
}

function sizeCards(folded: FoldedGraph, request: LayoutRequest): SizedCards {
  const columnCount = Math.max(1, ...folded.columns.values()) + (folded.cards.length > 0 ? 1 : 0);
  const spacing = spacingFor(request, columnCount);
  const { width } = spacing;
  const texts = new Map(folded.cards.map((card) => [card.id, textOf(card, request, width)]));
  const heights = new Map([...texts].map(([id, text]) => [id, cardHeight(text, width)]));
  return { folded, texts, heights, ...spacing };
}

/** Tells whether a column of narrow cards, which have more lines, is higher than the page. */
function isTooHigh({ folded, heights, width }: SizedCards, { height }: LayoutRequest): boolean {
  if (width >= cardWidths.good) return false;
  const columns = new Map<number, number>();
  for (const [id, column] of folded.columns) {
    columns.set(column, (columns.get(column) ?? 0) + (heights.get(id) ?? 0) + rowGap);
  }
  return Math.max(...columns.values()) > height - margins.y;
}

function textOf(
  card: DrawnCard,
  { initial, now, differences }: LayoutRequest,
  width: number,
): CardText {
  const text = cardText(card, initial, now);
  const more = differences?.[card.id] ?? [];
  return { ...text, lines: [...fitLines(text.lines, width), ...more] };
}

function cardHeight(text: CardText, width: number): number {
  return line.padding + line.title * titleLines(text, width) + line.other * text.lines.length;
}

/** Returns the lines that a title needs, at most two. */
function titleLines({ title }: CardText, width: number): 1 | 2 {
  return title.length * titleText.letter + titleText.beside > width ? 2 : 1;
}

/** Returns the widths of cards and of the gaps between columns; text may need the gaps. */
function spacingFor(
  { view, width }: LayoutRequest,
  columns: number,
): { readonly width: number; readonly columnGap: number } {
  const { wanted, least } = gapsOf(view);
  const room = width - margins.x;
  const spare = Math.max(1, columns - 1);
  const card = Math.round(
    Math.min(cardWidths.most, Math.max(cardWidths.least, (room - wanted * spare) / columns)),
  );
  const gap = Math.min(wanted, Math.max(least, Math.floor((room - card * columns) / spare)));
  return { width: card, columnGap: gap };
}

function gapsOf(view: LayoutRequest["view"]): (typeof gaps)[keyof typeof gaps] {
  return view === "model" || view === "registry" ? gaps.labelled : gaps.usual;
}

/** @param cardHeight pixels that a card takes */
function fold(cards: CardGraph, request: LayoutRequest, cardHeight: number): FoldedGraph {
  const { width, height, important, shown, compared = [], focus, view } = request;
  const gap = gapsOf(view).good;
  const columns = Math.max(2, Math.floor((width - margins.x + gap) / (cardWidths.good + gap)));
  const rows = Math.max(2, Math.floor((height - margins.y) / (cardHeight + rowGap)));
  const known = new Set(cards.cards.map(({ id }) => id));
  const staged = new Set(
    cards.cards.flatMap(({ id, node }) =>
      node.kind === "version" && node.stage === important[0] && !node.deleted ? id : [],
    ),
  );
  const start = focus !== undefined && known.has(focus) ? focus : undefined;
  // Hundreds of models may each have a version in Production: then those are the last to be folded.
  const targets = staged.size <= rows ? staged : new Set<string>();
  const path = pathsTo(cards, start, targets);
  // A long way is folded, too, but neither of its ends and none of the data there.
  const ends = [...targets, ...(start === undefined ? [] : [start])];
  const kept = new Set([...ends, ...dataOf(cards, ends), ...shown, ...compared]);
  const byDistance = cardRank(distancesFrom(cards, start), important);
  const rank = (node: LineageNode): number => byDistance(node) - (path.has(node.id) ? 1000 : 0);
  return foldCards(cards, { columns, rows, kept, shown, rank });
}

function nodeOf(card: DrawnCard): LineageNode | undefined {
  return isFold(card) ? card.members[0] : card.node;
}

function placeLinks(
  { links }: FoldedGraph,
  boxes: ReadonlyMap<string, Box>,
  columnGap: number,
): readonly PlacedLink[] {
  const routed = links.flatMap((link) => {
    const [from, to] = [boxes.get(link.from), boxes.get(link.to)];
    return from && to ? [{ link, from, to }] : [];
  });
  const routes = routeEdges([...boxes.values()], routed);
  const labels = new Map<Link, Label>();
  for (const { link, to } of routes.keys()) {
    const text = labelOf(link.edges);
    if (text === "") continue;
    const width = Math.max(columnGap - 10, labelWidth);
    // Over the end, where lines that begin together have parted, and beside the arrowhead.
    const at = {
      x: to.x - to.width / 2 - columnGap / 2,
      y: to.y - labelLift - labelHeight({ text, width }) / 2,
    };
    labels.set(link, { text, at, width });
  }
  const placed = placeLabels(labels);
  return [...routes].map(([{ link }, points]) => {
    const label = placed.get(link);
    return { from: link.from, to: link.to, edges: link.edges, points, ...(label && { label }) };
  });
}

/** Returns what is written on a line: what changed to the next version, or how it derives. */
function labelOf(edges: readonly LineageEdge[]): string {
  const steps = edges.filter(({ relation }) => relation === "followed by");
  const [step, ...more] = steps;
  // Of several steps into a fold, none stands for all.
  if (step) return more.length > 0 ? "" : edgeText(step);
  const kinds = new Set(
    edges.flatMap(({ relation, derivation }) =>
      relation === "derived from" && derivation !== undefined ? [derivation] : [],
    ),
  );
  const [kind, ...others] = kinds;
  return kind === undefined || others.length > 0 ? "" : kind.replace(/( derived)? from$/, "");
}
