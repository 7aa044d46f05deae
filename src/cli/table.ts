import { plain } from "./plain.ts";

export interface TableColumn {
  readonly title: string;
  readonly align?: "left" | "right";
}

/** Rows as lines with aligned columns, two spaces between them, without trailing space. */
export function tableLines(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const cells = [columns.map(({ title }) => title), ...rows].map((row) => row.map(plain));
  const widths = columns.map((_, index) =>
    Math.max(...cells.map((row) => characters(row[index] ?? ""))),
  );
  return cells.map((row) =>
    columns
      .map(({ align }, index) => {
        const cell = row[index] ?? "";
        const padding = " ".repeat((widths[index] ?? 0) - characters(cell));
        return align === "right" ? padding + cell : cell + padding;
      })
      .join("  ")
      .trimEnd(),
  );
}

const graphemes = new Intl.Segmenter();

function characters(text: string): number {
  return [...graphemes.segment(text)].length;
}
