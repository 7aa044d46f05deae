import { basename } from "node:path";
import { notFiniteReason } from "../../core/metrics/not-finite.ts";
import { Metrics, type MissingFact } from "../../core/model/recipe.ts";
import { readTextFile } from "../files/read-text-file.ts";
import { collectValues, type Leaves, type Reading } from "./collect-values.ts";
import { fieldSeparator, isTable } from "./csv-separator.ts";
import { flatten, type Leaf } from "./flatten.ts";
import { finalValues, jsonHistory } from "./history-series.ts";
import { tableLeaves } from "./metrics-table.ts";
import { parseNumber } from "./parse-number.ts";
import { parseTable } from "./parse-table.ts";
import { maxTextBytes, readStructuredFile, readStructuredText } from "./read-structured-file.ts";
import { roundedInteger, withPlainNumbers, WrittenNumber } from "./written-number.ts";

export interface MetricsFile {
  readonly metrics: Metrics;
  /** Values of the file that are not recorded, and why. */
  readonly skipped: readonly MissingFact[];
}

/**
 * Reads the metrics that a training or evaluation script wrote, nested names joined with dots.
 *
 * - `.json`, `.yaml`, `.yml`: every finite number, also one written as text.
 * - `.csv`, `.tsv`: a training log (Keras, Lightning, Ultralytics) with one metric a column, of
 *   which the last value counts; or one metric a row, as `name,value`.
 *
 * @throws RegistryError `file-problem` when the file can't be read, with the line where it is
 *   wrong
 */
export async function readMetricsFile(path: string): Promise<MetricsFile> {
  const leaves = isTable(path) ? { leaves: await readTable(path) } : await readTree(path);
  const { values, skipped } = collectValues(basename(path), leaves, readMetric);
  return { metrics: Metrics.parse(values), skipped };
}

/**
 * Reads metrics that a script wrote to a pipe, as JSON or YAML.
 *
 * @throws RegistryError `file-problem`, with the line where it is wrong
 */
export function readMetricsText(source: string, bytes: Uint8Array): MetricsFile {
  const { content, repeated } = readStructuredText(source, bytes);
  const { values, skipped } = collectValues(
    source,
    { leaves: flatten(content), repeated },
    readMetric,
  );
  return { metrics: Metrics.parse(values), skipped };
}

async function readTree(path: string): Promise<Leaves> {
  const { content, repeated } = await readStructuredFile(path);
  const histories = jsonHistory(content);
  if (!histories || histories.size === 0) return { leaves: flatten(content), repeated };
  // Of a log by step the last values are the version's.
  const last = Object.entries(finalValues(histories));
  return { leaves: last.map(([key, value]) => ({ key, value })), repeated };
}

async function readTable(path: string): Promise<Leaf[]> {
  const text = await readTextFile(path, maxTextBytes);
  return tableLeaves(parseTable(text, fieldSeparator(path, text)));
}

/** Reads a value of a file as a metric: a finite number, also one written as text. */
export function readMetric(written: unknown): Reading<number> {
  const text = written instanceof WrittenNumber ? written.text : written;
  if (typeof text === "string" && roundedInteger(text) !== undefined) {
    return { skip: `${text.trim()} has more digits than a metric keeps` };
  }
  const value = withPlainNumbers(written);
  const number = typeof value === "string" ? parseNumber(value) : value;
  if (typeof number === "number") {
    return Number.isFinite(number) ? { value: number } : { skip: notFiniteReason };
  }
  if (Array.isArray(value)) return { skip: "a list" };
  if (typeof value === "object" && value !== null) return { skip: "nested too deep" };
  return { ignore: "not a number" };
}
