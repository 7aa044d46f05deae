import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import {
  bucketCount,
  equalShares,
  parseSplit,
  routingTable,
  splitText,
  variantOf,
  type Shares,
} from "../../../../src/core/abtests/routing.ts";
import { EventId } from "../../../../src/core/model/ids.ts";
import { requestBucket } from "../../../../src/registry/routing/request-bucket.ts";

const root = join(import.meta.dirname, "../../../..");
const SharesOf = z.array(z.int()).min(2);
const vectors = z
  .object({
    test: EventId,
    buckets: z.array(z.object({ request: z.string(), bucket: z.int() })),
    histories: z.array(
      z.object({
        splits: z.tuple([SharesOf]).rest(SharesOf),
        ranges: z.array(z.tuple([z.int(), z.int(), z.int()])),
        variants: z.array(z.int()),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(root, "test/fixtures/ab-routing.json"), "utf8")));

test("requests go where the implementation in Python sends them", () => {
  for (const { request, bucket } of vectors.buckets) {
    expect(requestBucket(vectors.test, request)).toBe(bucket);
  }
  for (const { splits, ranges, variants } of vectors.histories) {
    const table = routingTable(splits);
    expect(table.map(({ from, to, variant }) => [from, to, variant])).toEqual(ranges);
    expect(vectors.buckets.map(({ bucket }) => variantOf(table, bucket))).toEqual(variants);
  }
});

test("the SQL of the document sends them there, too", () => {
  const document = readFileSync(join(root, "docs/ab-tests.md"), "utf8");
  const [, sql = ""] = /```sql\n([^]*?)```/.exec(document) ?? [];
  const db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE routing (first_bucket INTEGER, end_bucket INTEGER, variant INTEGER)");
  db.exec("CREATE TABLE request (id TEXT)");
  // What stands for PostgreSQL's way to make a number of the first bytes of a digest.
  db.function("first_bytes", (text) => {
    const bucket = requestBucket(vectors.test, String(text).slice(vectors.test.length + 1));
    return Math.ceil((bucket * 2 ** 32) / bucketCount);
  });
  const portable = sql
    .replace(
      /\('x' \|\| left\(encode\(sha256\(convert_to\((.*?), 'UTF8'\)\), 'hex'\), 8\)\)::bit\(32\)::bigint/gs,
      "first_bytes($1)",
    )
    .replaceAll("& 4294967295", "")
    .replaceAll(":test", `'${vectors.test}'`);
  expect(portable).toContain("first_bytes(");
  const add = db.prepare("INSERT INTO request VALUES (?)");
  for (const { request } of vectors.buckets) add.run(request);
  for (const { ranges, variants } of vectors.histories) {
    db.exec("DELETE FROM routing");
    for (const range of ranges) db.prepare("INSERT INTO routing VALUES (?, ?, ?)").run(...range);
    const found = db.prepare(portable).all();
    const byRequest = new Map(found.map(({ id, variant }) => [id, variant]));
    expect(vectors.buckets.map(({ request }) => byRequest.get(request))).toEqual(variants);
  }
  db.close();
});

test("a million ids are split as was asked for", () => {
  const ids = new Array<number>(bucketCount).fill(0);
  for (let id = 0; id < 1_000_000; id += 1) {
    const bucket = requestBucket(vectors.test, `id-${id}`);
    ids[bucket] = (ids[bucket] ?? 0) + 1;
  }
  for (const { splits } of vectors.histories) {
    const counts = splits[0].map(() => 0);
    for (const { from, to, variant } of routingTable(splits)) {
      const sum = ids.slice(from, to).reduce((all, count) => all + count, 0);
      counts[variant] = (counts[variant] ?? 0) + sum;
    }
    for (const [variant, share] of (splits.at(-1) ?? splits[0]).entries()) {
      expect(Math.abs((counts[variant] ?? 0) / 1_000_000 - share / bucketCount)).toBeLessThan(0.01);
    }
  }
});

const shares = (variants: number): fc.Arbitrary<Shares> =>
  fc
    .array(fc.integer({ min: 0, max: bucketCount }), {
      minLength: variants - 1,
      maxLength: variants - 1,
    })
    .map((cuts) => {
      const sorted = [0, ...cuts.toSorted((a, b) => a - b), bucketCount];
      return sorted.slice(1).map((cut, index) => cut - (sorted[index] ?? 0));
    });

test("another split moves nobody out of a variant that does not shrink, and no more than it must", () => {
  const histories = fc
    .integer({ min: 2, max: 4 })
    .chain((variants) => fc.array(shares(variants), { minLength: 2, maxLength: 4 }));
  fc.assert(
    fc.property(histories, (splits) => {
      const [first, ...others] = splits;
      const last = others.at(-1);
      if (!first || !last) return;
      const before = routingTable([first, ...others.slice(0, -1)]);
      const after = routingTable([first, ...others]);
      const previous = others.at(-2) ?? first;
      let moved = 0;
      const ways = new Set<string>();
      const counts = last.map(() => 0);
      for (let bucket = 0; bucket < bucketCount; bucket += 1) {
        const [from, to] = [variantOf(before, bucket), variantOf(after, bucket)];
        counts[to] = (counts[to] ?? 0) + 1;
        if (from === to) continue;
        moved += 1;
        ways.add(`${from}:${to}`);
      }
      for (const [from = -1, to = -1] of [...ways].map((way) => way.split(":").map(Number))) {
        expect(last[from]).toBeLessThan(previous[from] ?? 0);
        expect(last[to]).toBeGreaterThan(previous[to] ?? 0);
      }
      expect(counts).toEqual(last);
      const must = last.reduce(
        (sum, share, at) => sum + Math.max(0, share - (previous[at] ?? 0)),
        0,
      );
      expect(moved).toBe(must);
    }),
    { numRuns: 20 },
  );
});

test("splits are read and written in percent", () => {
  expect(parseSplit("90/10")).toEqual([9000, 1000]);
  expect(parseSplit("33.33/33.33/33.34")).toEqual([3333, 3333, 3334]);
  for (const text of ["90/20", "100", "50/50.001", "a/b", "-10/110", ""]) {
    const parsed = parseSplit(text);
    expect(parsed === undefined || parsed.length < 2).toBe(true);
  }
  expect(splitText([9050, 950])).toBe("90.5/9.5");
  expect(equalShares(3)).toEqual([3334, 3333, 3333]);
});
