import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonLineCounter } from "../../../../src/provenance/data/count-json-lines.ts";
import { describeDataset } from "../../../../src/provenance/data/dataset.ts";
import { readParquetSize } from "../../../../src/provenance/data/parquet-footer.ts";
import { temporaryFolder, write } from "../temporary-folder.ts";

const tables = join(import.meta.dirname, "../../../fixtures/tables");

describe("the footer of a Parquet file", () => {
  it("tells rows and columns", async () => {
    expect(await readParquetSize(join(tables, "prices.parquet"))).toEqual({
      rows: 1000,
      columns: 3,
    });
    expect(await readParquetSize(join(tables, "nested.parquet"))).toEqual({ rows: 2, columns: 3 });
    expect(await describeDataset(tables, "prices.parquet")).toMatchObject({
      digests: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      rows: 1000,
      columns: 3,
    });
  });

  it("may be broken in any way, which is no reason to refuse the data", async () => {
    const good = readFileSync(join(tables, "nested.parquet"));
    const folder = temporaryFolder();
    const place = fc.integer({ min: 0, max: good.length - 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(place, fc.nat(255)), { maxLength: 4 }), async (edits) => {
        const bytes = Buffer.from(good);
        for (const [at, value] of edits) bytes[at] = value;
        write(folder, { "x.parquet": bytes });
        const size = await readParquetSize(join(folder, "x.parquet"));
        expect(Number.isSafeInteger(size?.rows ?? 0)).toBe(true);
      }),
      { numRuns: 300 },
    );
    write(folder, { "x.parquet": "PAR1", "y.parquet": good.subarray(0, 200) });
    expect(await readParquetSize(join(folder, "x.parquet"))).toBeUndefined();
    expect(await describeDataset(folder, "y.parquet")).not.toHaveProperty("rows");
  });
});

describe("JSON lines", () => {
  const size = (text: string, piece = text.length + 1): unknown => {
    const counter = new JsonLineCounter();
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += piece) counter.add(bytes.subarray(at, at + piece));
    return counter.end();
  };

  it.each([
    ['{"a":1,"b":2}\n{"a":3}\n', { rows: 2, columns: 2 }],
    ['{"a":1}\r\n\r\n{"a":3}', { rows: 2, columns: 1 }],
    ["[1,2]\n[3,4]\n", { rows: 2 }],
    ["", { rows: 0 }],
    ["no json\n", { rows: 1 }],
  ])("%j", (text, expected) => {
    expect(size(text)).toEqual(expected);
    for (const piece of [1, 2, 7]) expect(size(text, piece)).toEqual(expected);
  });

  it("are counted while a dataset is hashed", async () => {
    const folder = temporaryFolder();
    write(folder, { "data/train.jsonl": '{"text":"a","label":1}\n'.repeat(5000) });
    expect(await describeDataset(folder, "data/train.jsonl")).toMatchObject({
      rows: 5000,
      columns: 2,
    });
  });
});
