import { directionSigns } from "../metrics/metric-direction.ts";
import { formatChange, formatMetric, rowFormat } from "../metrics/metric-format.ts";
import { numberWritten, parameterFormat } from "../metrics/parameter-format.ts";
import { versionReference, type Version } from "../state/version.ts";
import { csvLine } from "../text/csv.ts";
import { formatBytes, shortCommit, shortDigest } from "../text/format.ts";
import { formatNumber } from "../text/language.ts";
import { markdownText } from "../text/markdown-text.ts";
import { measuredValues, type Comparison, type FactRow, type MetricRow } from "./comparison.ts";

/** A version that is compared. */
interface Column extends Pick<Version, "model" | "number" | "stage"> {
  /** Heading of its column; its reference if absent. */
  readonly title?: string | undefined;
}

function columnTitle(column: Column): string {
  return column.title ?? versionReference(column);
}

/** Titles of the sections of a comparison, in the order in which they are shown. */
export const sectionTitles = {
  metrics: "Metrics",
  gates: "Gates",
  benchmarks: "Benchmarks",
  parameters: "Parameters",
  datasets: "Datasets",
  features: "Features",
  parents: "Made from",
  code: "Code",
  run: "Run",
  environment: "Environment",
  model: "Model",
  signature: "Signature",
  importance: "Feature importance",
  tags: "Tags",
  annotations: "Annotations",
  other: "Other metadata",
  files: "Files",
} as const satisfies Record<keyof Comparison, string>;

/** The sections whose cells are text. */
export const factSections = [
  "gates",
  "benchmarks",
  "parameters",
  "datasets",
  "features",
  "parents",
  "code",
  "run",
  "environment",
  "model",
  "signature",
  "importance",
  "tags",
  "annotations",
  "other",
  "files",
] as const;
export type FactSection = (typeof factSections)[number];

/** Returns a cell as a person reads it: hashes abbreviated, sizes with their unit. */
export function factText(section: FactSection, key: string, cell: string): string {
  if (section === "datasets" || (section === "files" && key === "digest")) {
    return isSha256(cell) ? shortDigest(cell) : cell;
  }
  if (section === "files" && key === "size") return formatBytes(Number(cell));
  if (section === "model" && key === "parameters") return formatMetric(Number(cell));
  return section === "code" && key === "commit" ? shortCommit(cell) : cell;
}

/** Returns the cells of a row as a person reads them: numbers with the same decimals. */
export function factTexts(
  section: FactSection,
  { key, cells }: FactRow,
): readonly (string | undefined)[] {
  if (section !== "importance" && section !== "parameters") {
    const texts = cells.map((cell) =>
      cell === undefined ? undefined : factText(section, key, cell),
    );
    return section === "files" && key === "size" ? exactWhereAlike(texts, cells) : texts;
  }
  const numbers = cells.map(numberWritten);
  const written = numbers.flatMap((number) => number ?? []);
  const format = section === "importance" ? rowFormat(written) : parameterFormat(written);
  return cells.map((cell, index) => {
    const number = numbers[index];
    return number === undefined ? cell : format(number);
  });
}

/** Returns sizes in bytes where those that differ would read the same: 1,000 and 1,001 bytes. */
function exactWhereAlike(
  texts: readonly (string | undefined)[],
  cells: readonly (string | undefined)[],
): readonly (string | undefined)[] {
  const isClear = new Set(texts).size === new Set(cells).size;
  return isClear
    ? texts
    : cells.map((cell) => (cell === undefined ? undefined : `${formatNumber(Number(cell))} B`));
}

function isSha256(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/**
 * Returns a comparison as CSV: a line for each row, a column for each version, numbers in full
 * precision.
 */
export function comparisonCsv(columns: readonly Column[], comparison: Comparison): string {
  const lines = [
    ["section", "name", ...columns.map(columnTitle)],
    ["Stage", "stage", ...columns.map(({ stage }) => stage)],
    ...comparison.metrics.map(({ key, cells }) => [
      sectionTitles.metrics,
      key,
      ...cells.map(({ value, notFinite }) =>
        value === undefined ? (notFinite ? "NaN" : "") : String(value),
      ),
    ]),
    ...factSections.flatMap((section) =>
      comparison[section].map(({ key, cells }) => [
        sectionTitles[section],
        key,
        ...cells.map((cell) => cell ?? ""),
      ]),
    ),
  ];
  return lines.map((fields) => `${csvLine(fields)}\r\n`).join("");
}

/**
 * Returns a comparison as tables of GitHub-flavoured Markdown, one for each section that has rows:
 * metrics with their change in parentheses and the best in bold. Text stays text: nothing in it is
 * read as Markdown or HTML.
 */
export function comparisonMarkdown(
  columns: readonly Column[],
  comparison: Comparison,
  /** Index of the version that changes are measured against. */
  baseline: number,
): string {
  const heads = columns.map((column, index) => {
    const mark = index === baseline ? ", baseline" : "";
    return `${markdownText(columnTitle(column))} (${markdownText(column.stage)}${mark})`;
  });
  const tables = [
    markdownTable("Metrics", heads, "---:", comparison.metrics.map(metricLine)),
    ...factSections.map((section) =>
      markdownTable(
        sectionTitles[section],
        heads,
        "---",
        comparison[section].map((row) => factLine(section, row)),
      ),
    ),
  ];
  return tables.filter((table) => table !== "").join("\n");
}

function markdownTable(
  title: string,
  heads: readonly string[],
  alignment: string,
  lines: readonly (readonly string[])[],
): string {
  if (lines.length === 0) return "";
  const rows = [[title, ...heads], ["---", ...heads.map(() => alignment)], ...lines];
  return rows.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

function metricLine({ key, direction, cells }: MetricRow): readonly string[] {
  const format = rowFormat(measuredValues(cells));
  return [
    `${markdownText(key)} ${directionSigns[direction]}`.trim(),
    ...cells.map(({ value, change, best, notFinite }) => {
      if (value === undefined) return notFinite ? "not finite" : "";
      const text = best ? `**${format(value)}**` : format(value);
      return change === undefined ? text : `${text} (${formatChange(change, format)})`;
    }),
  ];
}

function factLine(section: FactSection, row: FactRow): readonly string[] {
  return [
    markdownText(row.key),
    ...factTexts(section, row).map((cell) => (cell === undefined ? "" : markdownText(cell))),
  ];
}
