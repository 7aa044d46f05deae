import type { Box } from "./edge-routes.ts";

/** A card to be placed. */
export interface Sized {
  readonly id: string;
  readonly column: number;
  readonly height: number;
}

/** Pixels at zoom 1. */
export interface CardSpacing {
  readonly width: number;
  /** Between two columns. */
  readonly columnGap: number;
  /** Between two cards of a column. */
  readonly rowGap: number;
}

const sweeps = 6;

/**
 * Places cards in their columns, each as near as can be to the height of what it is connected with
 * (barycentres, as in Sugiyama's method), none over another. Of a column the cards keep at least
 * the gap; the middle of the first column is at 0.
 */
export function placeCards(
  cards: readonly Sized[],
  links: readonly { readonly from: string; readonly to: string }[],
  { width, columnGap, rowGap }: CardSpacing,
): ReadonlyMap<string, Box> {
  const last = cards.reduce((most, { column }) => Math.max(most, column), -1);
  const columns = Array.from({ length: last + 1 }, (): Sized[] => []);
  for (const card of cards) columns[card.column]?.push(card);
  const columnOf = new Map(cards.map(({ id, column }) => [id, column]));
  const beside = new Map<string, string[]>();
  for (const { from, to } of links) {
    if (columnOf.get(from) === columnOf.get(to)) continue;
    add(beside, from, to);
    add(beside, to, from);
  }
  const heights = new Map<string, number>();
  for (const column of columns) stack(column, heights, rowGap, () => undefined);
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const forward = sweep % 2 === 0;
    const order = forward ? columns : columns.toReversed();
    for (const [index, column] of order.entries()) {
      if (index === 0 && sweep < sweeps - 1) continue;
      const wanted = (id: string): number | undefined => {
        const here = columnOf.get(id) ?? 0;
        const all = beside.get(id) ?? [];
        const behind = all.filter((other) => (columnOf.get(other) ?? 0) < here === forward);
        // In the last sweeps both sides count, so that chains become straight.
        const used = sweep < sweeps - 2 && behind.length > 0 ? behind : all;
        return mean(used.map((other) => heights.get(other) ?? 0));
      };
      stack(column, heights, rowGap, wanted);
    }
  }
  return new Map(
    cards.map(({ id, column, height }) => [
      id,
      { x: column * (width + columnGap) + width / 2, y: heights.get(id) ?? 0, width, height },
    ]),
  );
}

/**
 * Puts the cards of a column below each other in the order of the heights that they want, as near to
 * those as can be (pool adjacent violators: where two would overlap, both move by as much).
 */
export function stack(
  column: Sized[],
  heights: Map<string, number>,
  gap: number,
  wanted: (id: string) => number | undefined,
): void {
  const wishes = new Map(
    column.map(({ id }, index) => [id, wanted(id) ?? heights.get(id) ?? index]),
  );
  column.sort((a, b) => (wishes.get(a.id) ?? 0) - (wishes.get(b.id) ?? 0));
  // Without the cards above, each wants to be here.
  const blocks: { sum: number; size: number; from: number }[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const [index, { id, height }] of column.entries()) {
    const before = column[index - 1];
    offset += before ? before.height / 2 + gap + height / 2 : 0;
    offsets.push(offset);
    blocks.push({ sum: (wishes.get(id) ?? 0) - offset, size: 1, from: index });
    for (let last = blocks.at(-1), above = blocks.at(-2); last && above; above = blocks.at(-2)) {
      if (above.sum / above.size <= last.sum / last.size) break;
      above.sum += last.sum;
      above.size += last.size;
      blocks.pop();
      last = above;
    }
  }
  for (const { sum, size, from } of blocks) {
    for (let index = from; index < from + size; index += 1) {
      const card = column[index];
      if (card) heights.set(card.id, sum / size + (offsets[index] ?? 0));
    }
  }
}

function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
