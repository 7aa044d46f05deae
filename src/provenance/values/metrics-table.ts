import { setImmediate } from "node:timers/promises";
import type { Leaf } from "./flatten.ts";
import { parseNumber } from "./parse-number.ts";
import type { Row } from "./parse-table.ts";

/** Maximum number of rows read before other work continues: a few milliseconds. */
const rowsPerTurn = 2000;

/**
 * Returns the metrics in a table: of a log, each column's last value (columns that are filled in
 * only now and then, as validation metrics are, keep their latest); of `name,value` pairs, each
 * row's.
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

/** Returns true if a row is a name and a number. */
function isPair([key = "", value = "", ...more]: Row): boolean {
  return more.length === 0 && parseNumber(key) === undefined && parseNumber(value) !== undefined;
}
