import type { TemplateResult } from "lit";
import type { GridCell } from "./grid-parts.ts";

/** Something that versions are compared by: a metric, a parameter, a package. */
export interface Field {
  /** Unique on the page. */
  readonly key: string;
  /** Its name and what can be done with it. */
  readonly head: TemplateResult;
  /** Value of `aria-sort`, where versions can be ordered by it. */
  readonly sorted?: "none" | "ascending" | "descending";
  /** Shows what a version has, by its index. */
  readonly cell: (version: number) => GridCell;
}

/** Returns the same function, which makes each cell once: scrolling shows the same ones again. */
export function once(make: (index: number) => GridCell): (index: number) => GridCell {
  const made = new Map<number, GridCell>();
  return (index) => {
    const known = made.get(index) ?? make(index);
    made.set(index, known);
    return known;
  };
}
