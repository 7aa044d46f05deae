import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RowCounter, type TableSize } from "../../../../src/provenance/data/count-rows.ts";

/** The count of a text that arrives in pieces of the given lengths, over and over. */
function count(text: string, lengths = [text.length + 4], path = "x.csv"): TableSize | undefined {
  const bytes = Buffer.from(text);
  const counter = new RowCounter(path);
  for (let at = 0, piece = 0; at < bytes.length; piece += 1) {
    const length = lengths[piece % lengths.length] ?? 1;
    counter.add(bytes.subarray(at, at + length));
    at += length;
  }
  return counter.end();
}

describe("RowCounter", () => {
  it.each<[string, TableSize | undefined, string]>([
    ["a,b\n1,2\n3,4\n", { rows: 2, columns: 2 }, "a header and two rows"],
    ["a,b\n1,2\n3,4", { rows: 2, columns: 2 }, "no line end at the end"],
    ["a,b\r\n1,2\r\n\r\n\r\n3,4\r\n", { rows: 2, columns: 2 }, "Windows, with empty lines"],
    ["a,b\r1,2\r3,4\r", { rows: 2, columns: 2 }, "old Mac"],
    ["a,b\n", { rows: 0, columns: 2 }, "a header alone"],
    ["1,2\n3,4\n", { rows: 2, columns: 2 }, "numbers alone have no header"],
    ["x,2019,2020\nde,1,2\n", { rows: 1, columns: 3 }, "some years in a header"],
    ["", undefined, "nothing"],
    ["\n\r\n", undefined, "empty lines"],
    ['a,b\n"1\n\n2",3\n', { rows: 1, columns: 2 }, "line breaks in a field"],
    ['a,b\n"say ""hi""\n",3\n', { rows: 1, columns: 2 }, "escaped quotes"],
    ['a,b\n5",6"\n7,8\n', { rows: 2, columns: 2 }, "inches"],
    ['a,b\n""\n"",\n', { rows: 2, columns: 2 }, "empty quoted fields"],
    ['"a\nb";"c,d"\n1;2\n', { rows: 1, columns: 2 }, "semicolons, and a header of two lines"],
    ['\uFEFF"a\nb",c\n1,2\n', { rows: 1, columns: 2 }, "a byte order mark"],
  ])("%j has %j: %s", (text, expected) => {
    for (const lengths of [[1000], [1], [2, 3], [7]]) {
      // The first piece holds the beginning of the file, as it does when a file is read.
      expect(count(text, [text.length > 12 ? 12 : 1000, ...lengths])).toEqual(expected);
    }
  });

  it("takes a tab for the separator of a .tsv", () => {
    expect(count("a,b\tc\n1,2\t3\n", undefined, "x.TSV")).toEqual({ rows: 1, columns: 2 });
  });

  it("does not know the columns of a header that goes on and on", () => {
    expect(count("a,".repeat(40_000) + "b\n1\n")).toEqual({ rows: 1 });
    expect(count("a,".repeat(30_000) + "b\n1\n")).toEqual({ rows: 1, columns: 30_001 });
  });

  it("counts the rows of any table, however it is written and read", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "b", "1", ",", ";", '"', "\r", "\n", " ", "ä"),
      maxLength: 8,
    });
    const tables = fc
      .integer({ min: 1, max: 5 })
      .chain((columns) =>
        fc.array(fc.array(text, { minLength: columns, maxLength: columns }), { maxLength: 20 }),
      );
    const style = fc.record({
      quoteAll: fc.boolean(),
      lineEnd: fc.constantFrom("\n", "\r\n"),
      lastLineEnd: fc.boolean(),
      emptyLines: fc.boolean(),
    });
    fc.assert(
      fc.property(
        tables,
        style,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (table, how, lengths) => {
          const header = (table[0] ?? [""]).map((_, column) => `column ${column}`);
          const records = [header, ...table].map((row) =>
            row.map((cell) => written(cell, how.quoteAll)),
          );
          const end = how.lineEnd.repeat(how.emptyLines ? 2 : 1);
          const content =
            records.map((row) => row.join(",")).join(end) + (how.lastLineEnd ? how.lineEnd : "");
          const first = (records[0] ?? []).join(",").length + 2;
          expect(count(content, [first, ...lengths])).toEqual({
            rows: table.length,
            columns: header.length,
          });
        },
      ),
    );
  });
});

/** A field as Python's `csv.writer` writes it, an empty one always in quotes. */
function written(cell: string, quoteAll: boolean): string {
  const needsQuotes = quoteAll || cell === "" || /[",;\r\n]/.test(cell);
  return needsQuotes ? `"${cell.replaceAll('"', '""')}"` : cell;
}
