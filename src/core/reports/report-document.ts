import type { Html } from "./markup.ts";

/**
 * A report before it is HTML or Markdown: what it says, in the order in which it is read. All texts
 * are plain; whoever writes them out escapes them.
 */
export interface ReportDocument {
  /** Kind of report, above the title: `Comparison report`. */
  readonly kind: string;
  readonly title: string;
  /** The answer in a sentence or a few. */
  readonly summary: readonly string[];
  readonly facts: readonly Fact[];
  readonly sections: readonly ReportSection[];
  /** Origin and limits of the document, at its end. */
  readonly notes: readonly string[];
  /** The widest table does not fit on an upright sheet of paper. */
  readonly isWide: boolean;
}

/** A name and its value. */
export type Fact = readonly [name: string, value: Cell];

export interface ReportSection {
  readonly title: string;
  readonly blocks: readonly ReportBlock[];
}

export type ReportBlock =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "facts"; readonly facts: readonly Fact[] }
  | ReportTable
  | { readonly kind: "timeline"; readonly entries: readonly TimelineEntry[] }
  | ReportChart
  /** Content that is folded at first, and printed open. */
  | { readonly kind: "fold"; readonly summary: string; readonly blocks: readonly ReportBlock[] };

/** A table whose first column names the row. */
export interface ReportTable {
  readonly kind: "table";
  /** Describes the table for who can't see what is around it. */
  readonly caption: string;
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface ReportColumn {
  readonly title: string;
  /** Under the title: `Production, baseline`. */
  readonly note?: string | undefined;
  readonly isNumeric?: boolean;
}

/** Text of a cell, and how it is to be understood. */
export interface Cell {
  readonly text: string;
  /** The best of a row. */
  readonly isBest?: boolean;
  /** Beside the text: a change. */
  readonly note?: string | undefined;
  /** Judgement of the note, or of the text where there is none. Always said in words too. */
  readonly tone?: "good" | "bad" | undefined;
  /** A hash, a command: in the fixed-width font. */
  readonly isCode?: boolean;
}

export interface TimelineEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly who: string;
  readonly title: string;
  readonly effect?: string | undefined;
  readonly reason?: string | undefined;
  /** Subject of the report. */
  readonly isMain?: boolean;
}

/** A drawing whose numbers are in a table of the same section. */
export interface ReportChart {
  readonly kind: "chart";
  readonly title: string;
  /** Description of the picture, for people who can't see it. */
  readonly description: string;
  readonly svg: Html;
}

/** Returns a cell with nothing but a text. */
export function cell(text: string): Cell {
  return { text };
}

/** Returns a cell in the fixed-width font. */
export function code(text: string): Cell {
  return { text, isCode: true };
}

/** Returns the facts that are known: those with a value. */
export function knownFacts(
  facts: readonly (readonly [name: string, value: Cell | string | undefined])[],
): readonly Fact[] {
  return facts.flatMap(([name, value]): readonly Fact[] => {
    if (value === undefined || value === "") return [];
    return [[name, typeof value === "string" ? cell(value) : value]];
  });
}
