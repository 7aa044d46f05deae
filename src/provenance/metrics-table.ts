import { setImmediate } from "node:timers/promises";
import type { Leaf } from "./flatten.ts";
import { parseNumber } from "./parse-number.ts";

type Row = readonly string[];

/**
 * The records of a CSV or TSV text (RFC 4180), fields trimmed, empty lines left out. A quote that
 * is never closed reaches to the end.
 */
export function* parseTable(text: string, separator: string): Generator<Row> {
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const [field, end] = text[at] === '"' ? quotedField(text, at) : ["", at];
    let stop = end;
    while (stop < text.length && !isEnd(text.charCodeAt(stop), separator)) stop += 1;
    row.push((field + text.slice(end, stop)).trim());
    if (text[stop] !== separator) {
      if (row.some((cell) => cell !== "")) yield row;
      row = [];
    }
    at = stop + 1;
  }
  if (row.some((cell) => cell !== "")) yield row;
}

function isEnd(code: number, separator: string): boolean {
  return code === 10 || code === 13 || code === separator.charCodeAt(0);
}

/** The text of a quoted field that begins at `at`, and where it ends. */
function quotedField(text: string, at: number): readonly [string, number] {
  const parts: string[] = [];
  let from = at + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return [parts.join("") + text.slice(from), text.length];
    parts.push(text.slice(from, quote));
    if (text[quote + 1] !== '"') return [parts.join(""), quote + 1];
    parts.push('"');
    from = quote + 2;
  }
}

/** Rows read before other work gets a turn: a few milliseconds. */
const rowsPerTurn = 2000;

/**
 * The metrics in a table: of a log, each column's last value (columns that are filled in only now
 * and then, as validation metrics are, keep their latest); of `name,value` pairs, each row's.
 */
export async function tableLeaves(rows: Iterable<Row>): Promise<Leaf[]> {
  let header: Row | undefined;
  let count = 0;
  const last: string[] = [];
  let pairs: Row[] | undefined = [];
  for (const row of rows) {
    count += 1;
    if (count % rowsPerTurn === 0) await setImmediate();
    if (isPair(row)) pairs?.push(row);
    else if (header) pairs = undefined;
    header ??= row;
    if (row === header) continue;
    for (const [column, cell] of row.entries()) {
      if (cell !== "") last[column] = cell;
    }
  }
  return pairs && pairs.length > 0
    ? pairs.map(([key = "", value]) => ({ key, value }))
    : (header ?? [])
        .map((key, column) => ({ key, value: last[column] }))
        .filter(({ key, value }) => key !== "" || value !== undefined);
}

/** Whether a row is a name and a number. */
function isPair([key = "", value = "", ...more]: Row): boolean {
  return more.length === 0 && parseNumber(key) === undefined && parseNumber(value) !== undefined;
}
