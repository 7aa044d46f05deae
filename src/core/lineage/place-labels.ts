import { addTo } from "../add-to.ts";
import type { Point } from "./edge-routes.ts";
import { stack } from "./place-cards.ts";

/** Label of a line between two columns, where it would stand by itself. */
export interface Label {
  readonly text: string;
  readonly at: Point;
  /** Pixels that it may be wide. */
  readonly width: number;
}

/** Pixels: of a letter on average, of a line, and between two labels. */
const letter = 6.2;
const lineHeight = 16;
const labelGap = 2;
/** A label that stands farther from its line than this would seem to be another's. */
const farthest = 44;

/**
 * Places the labels between each two columns so that none covers another, each as near to its line
 * as can be. Of labels that say the same in one place only one stays, and one that would be far from
 * its line goes.
 *
 * @returns the labels that stay, by the keys of those that were given
 */
export function placeLabels<K>(labels: ReadonlyMap<K, Label>): ReadonlyMap<K, Label> {
  const placed = new Map<K, Label>();
  for (const gap of byGap(labels).values()) {
    const kept = withoutRepetitions(gap);
    const rows = kept.map(([, label], index) => ({
      id: String(index),
      column: 0,
      height: labelHeight(label),
    }));
    const heights = new Map<string, number>();
    stack(rows, heights, labelGap, (id) => kept[Number(id)]?.[1].at.y);
    for (const [index, [key, label]] of kept.entries()) {
      const y = heights.get(String(index)) ?? label.at.y;
      if (Math.abs(y - label.at.y) <= farthest)
        placed.set(key, { ...label, at: { ...label.at, y } });
    }
  }
  return placed;
}

type Entry<K> = readonly [key: K, label: Label];

function byGap<K>(labels: ReadonlyMap<K, Label>): ReadonlyMap<number, readonly Entry<K>[]> {
  const gaps = new Map<number, Entry<K>[]>();
  for (const entry of labels) {
    const x = Math.round(entry[1].at.x);
    addTo(gaps, x, entry);
  }
  return gaps;
}

function withoutRepetitions<K>(gap: readonly Entry<K>[]): readonly Entry<K>[] {
  const kept: Entry<K>[] = [];
  const lowest = new Map<string, number>();
  for (const entry of gap.toSorted(([, a], [, b]) => a.at.y - b.at.y)) {
    const [, label] = entry;
    const before = lowest.get(label.text);
    if (before !== undefined && label.at.y - before < labelHeight(label)) continue;
    lowest.set(label.text, label.at.y);
    kept.push(entry);
  }
  return kept;
}

/** Returns the pixels that a label is high, in one or two lines. */
export function labelHeight({ text, width }: Pick<Label, "text" | "width">): number {
  return text.length * letter > width ? 2 * lineHeight : lineHeight;
}
