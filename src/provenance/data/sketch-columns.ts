import { AggregateBuilder, type Aggregate } from "../../core/observations/aggregate.ts";
import { fieldSeparator } from "../values/csv-separator.ts";
import { parseNumber } from "../values/parse-number.ts";
import { parseTable } from "../values/parse-table.ts";

/** Distributions of the numbers of a table, by column. */
export interface ColumnSketch {
  /** Number of records that were read. */
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Aggregate>;
}

/** Records that are read: many more tell nothing new of a distribution. */
const mostRows = 500_000;
const longestName = 250;

/**
 * Returns the distributions of the columns of a CSV or TSV whose values are numbers; the first record
 * names the columns. Undefined if there are none.
 *
 * @param path tells the separator
 * @param mostColumns further columns are left out
 */
export function sketchColumns(
  path: string,
  text: string,
  mostColumns: number,
): ColumnSketch | undefined {
  const records = parseTable(text.replace(/^\uFEFF/, ""), fieldSeparator(path, text));
  const head = records.next();
  if (head.done === true) return undefined;
  const columns = head.value.map((name) => new NumericColumn(name));
  let rows = 0;
  for (const record of records) {
    if (rows >= mostRows) break;
    rows += 1;
    for (const [index, field] of record.entries()) columns[index]?.add(field);
  }
  const found = columns.flatMap((column) => column.result()).slice(0, mostColumns);
  return found.length === 0 ? undefined : { rows, columns: new Map(found) };
}

/** A column as long as its fields are numbers; empty ones are missing values. */
class NumericColumn {
  readonly #name: string;
  readonly #values = new AggregateBuilder(true);
  #isNumeric: boolean;

  constructor(name: string) {
    this.#name = name;
    this.#isNumeric = name !== "" && name.length <= longestName && name !== "__proto__";
  }

  add(field: string): void {
    if (!this.#isNumeric || field === "") return;
    const value = parseNumber(field);
    if (value === undefined) this.#isNumeric = false;
    else if (Number.isFinite(value)) this.#values.add(value);
  }

  result(): readonly (readonly [string, Aggregate])[] {
    const values = this.#values.result();
    return this.#isNumeric && values.count > 0 ? [[this.#name, values]] : [];
  }
}
