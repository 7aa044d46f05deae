import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { coverBytes } from "../../../../src/storage/redaction/find-bytes.ts";
import { findInValues } from "../../../../src/storage/redaction/find-in-values.ts";
import { useTemporaryFolders } from "../../support/registry.ts";

const newFolder = useTemporaryFolders();

/** Covers a text in a log of these lines, and returns the lines that come of it. */
async function covered(lines: readonly unknown[], text: string): Promise<readonly unknown[]> {
  const path = join(await newFolder(), "run.jsonl");
  await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const wanted = Buffer.from(JSON.stringify(text).slice(1, -1));
  await coverBytes(path, wanted, await findInValues(path, wanted));
  const after = await readFile(path, "utf8");
  return after
    .split("\n")
    .filter((line) => line !== "")
    .map((line): unknown => JSON.parse(line));
}

test("names, numbers and the kind of a line stay, values are covered", async () => {
  const line = { kind: "tags", at: 2026, values: { tags: "of 2026 tags", kind: "tags" } };
  expect(await covered([line], "tags")).toEqual([
    { kind: "tags", at: 2026, values: { tags: "of 2026 ****", kind: "tags" } },
  ]);
  expect(await covered([line], "2026")).toEqual([
    { kind: "tags", at: 2026, values: { tags: "of **** tags", kind: "tags" } },
  ]);
});

test("each line can still be read, whatever is covered", async () => {
  const text = fc.string({ minLength: 1, maxLength: 4, unit: "grapheme" });
  const line = fc.record({ text: fc.string({ unit: "grapheme" }), list: fc.array(fc.string()) });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 4 }), text, async (lines, wanted) => {
      const after = await covered(lines, wanted);
      expect(after).toHaveLength(lines.length);
      if (wanted !== "*") expect(after.map(valuesOf).join("\n").includes(wanted)).toBe(false);
    }),
    { numRuns: 50 },
  );
});

function valuesOf(line: unknown): string {
  return Object.values(line as object)
    .flat()
    .join("\n");
}
