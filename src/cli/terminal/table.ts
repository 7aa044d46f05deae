import { plain } from "./plain.ts";

export interface TableColumn {
  readonly title: string;
  readonly align?: "left" | "right";
}

/** Returns rows below a line of titles, with aligned columns. */
export function tableLines(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  return alignedLines(
    [columns.map(({ title }) => title), ...rows],
    columns.map(({ align = "left" }) => align),
  );
}

/** Returns rows as lines with aligned columns, two spaces between them, without trailing space. */
export function alignedLines(
  rows: readonly (readonly string[])[],
  alignment: readonly ("left" | "right")[] = [],
): readonly string[] {
  const cells = rows.map((row) =>
    row.map(plain).map((text) => ({ text, width: characters(text) })),
  );
  const widths: number[] = [];
  for (const row of cells) {
    for (const [index, { width }] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, width);
    }
  }
  return cells.map((row) =>
    row
      .map(({ text, width }, index) => {
        const padding = " ".repeat((widths[index] ?? 0) - width);
        return alignment[index] === "right" ? padding + text : text + padding;
      })
      .join("  ")
      .trimEnd(),
  );
}

/**
 * Latin letters, punctuation, arrows and mathematical signs: none of them joins the one before it, so
 * that a person sees as many characters as there are.
 */
const simple = /^[ -~\u00a0-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u22ff]*$/;
let graphemes: Intl.Segmenter | undefined;

/** Counts the characters that a person sees. Loads the rules for them, which is slow, for other texts. */
function characters(text: string): number {
  if (simple.test(text)) return text.length;
  graphemes ??= new Intl.Segmenter();
  return [...graphemes.segment(text)].length;
}
