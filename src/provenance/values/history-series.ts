import type { MetricPoints } from "../../core/model/data/metric-history.ts";
import { parseNumber } from "./parse-number.ts";
import type { Row } from "./parse-table.ts";
import { withPlainNumbers } from "./written-number.ts";

/** Histories of metrics by name. */
export type Histories = ReadonlyMap<string, MetricPoints>;

const stepName = /^(global[_ -]?step|_?step|iteration|iter|batch|round)s?$/i;
const epochName = /^epochs?$/i;
/** Columns that count or measure time. */
const clockName =
  /^(_?time(stamp)?|wall[_ ]?time|datetime|date|elapsed.*|.*[_-]?runtime|_runtime|total_flos)$/i;

/** Collects values by step; of a step that occurs twice, the last value counts. */
export class HistoryBuilder {
  readonly #values = new Map<string, { axis: string; points: Map<number, number> }>();

  /** Adds the values that belong to one step: a row of a log. */
  addRow(entries: Iterable<readonly [name: string, value: unknown]>, index: number): void {
    const row = [...entries].map(([name, value]) => [name.trim(), numberOf(value)] as const);
    const step = row.find(([name, value]) => stepName.test(name) && value !== undefined)?.[1];
    const epoch = row.find(([name, value]) => epochName.test(name) && value !== undefined)?.[1];
    const axis = step === undefined && epoch !== undefined ? "epoch" : "step";
    for (const [name, value] of row) {
      if (value === undefined || isCounter(name) || clockName.test(name)) continue;
      this.add(name, axis, step ?? epoch ?? index, value);
    }
  }

  add(name: string, axis: string, step: number, value: number): void {
    if (name === "" || name.length > 250 || name === "__proto__") return;
    const known = this.#values.get(name) ?? { axis, points: new Map<number, number>() };
    this.#values.set(name, known);
    known.points.set(step, value);
  }

  /** Returns the metrics that have at least two values, in order of their steps. */
  end(): Histories {
    return new Map(
      [...this.#values]
        .filter(([, { points }]) => points.size > 1)
        .map(([name, { axis, points }]) => [
          name,
          { axis, points: [...points].sort(([a], [b]) => a - b) },
        ]),
    );
  }
}

/** Returns true if a column counts steps or epochs. */
export function isCounter(name: string): boolean {
  return stepName.test(name.trim()) || epochName.test(name.trim());
}

/** Reads a table of which a column counts steps or epochs; undefined for any other table. */
export function tableHistory(rows: Iterable<Row>): Histories | undefined {
  let header: Row | undefined;
  const builder = new HistoryBuilder();
  let index = 0;
  for (const row of rows) {
    if (!header) {
      header = row;
      if (!header.some(isCounter)) return undefined;
      continue;
    }
    builder.addRow(
      header.map((name, column) => [name, row[column] ?? ""] as const),
      index,
    );
    index += 1;
  }
  return builder.end();
}

/**
 * Reads the history in a JSON file: `log_history` of the Trainer of Hugging Face's Transformers
 * (`trainer_state.json`), a list of rows with a step or epoch, or lists of values by metric, as
 * Keras has them (`History.history`). Undefined for anything else.
 */
export function jsonHistory(content: unknown): Histories | undefined {
  const plain = withPlainNumbers(content);
  const rows = isRecord(plain) ? plain["log_history"] : plain;
  if (Array.isArray(rows)) return rowHistory(rows);
  return isRecord(plain) ? listHistory(plain) : undefined;
}

/** Reads rows as objects, of which at least one has a step or epoch. */
export function rowHistory(rows: readonly unknown[]): Histories | undefined {
  const builder = new HistoryBuilder();
  let hasCounter = false;
  for (const [index, row] of rows.entries()) {
    if (!isRecord(row)) return undefined;
    hasCounter ||= Object.keys(row).some(isCounter);
    builder.addRow(Object.entries(row), index);
  }
  return hasCounter ? builder.end() : undefined;
}

function listHistory(record: Readonly<Record<string, unknown>>): Histories | undefined {
  const lists = Object.entries(record);
  const [first] = lists.map(([, list]) => list);
  if (!Array.isArray(first) || first.length < 2) return undefined;
  const builder = new HistoryBuilder();
  for (const [name, list] of lists) {
    if (!Array.isArray(list) || list.length !== first.length) return undefined;
    for (const [index, value] of list.entries()) {
      const number = numberOf(value);
      if (typeof value !== "number") return undefined;
      if (number !== undefined && !isCounter(name)) builder.add(name, "epoch", index + 1, number);
    }
  }
  return builder.end();
}

/** Returns the last value of each metric. */
export function finalValues(histories: Histories): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...histories].flatMap(([name, { points }]) => {
      const last = points.at(-1);
      return last ? [[name, last[1]] as const] : [];
    }),
  );
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" ? parseNumber(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
