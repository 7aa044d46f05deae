import { describe, expect, it } from "vitest";
import * as z from "zod";
import { ByteCursor, memorySupply } from "../../../../src/inspect/encodings/byte-cursor.ts";
import { readPickles } from "../../../../src/inspect/encodings/pickle/read-pickles.ts";
import { PickleScan } from "../../../../src/inspect/encodings/pickle/scan.ts";
import { pickleFixture } from "./scan-bytes.ts";

const Mutant = z.tuple([z.base64(), z.array(z.tuple([z.string(), z.string()])), z.boolean()]);
const mutants = Buffer.from(pickleFixture("mutants.jsonl"))
  .toString()
  .trim()
  .split("\n")
  .map((line) => Mutant.parse(JSON.parse(line)));

/** Findings that say: what is imported is not what is written. */
const said = new Set(["pickle-broken-frame", "pickle-hidden-import", "pickle-extension-code"]);

/** Imports of CPython's own unpicklers from broken pickles (make_pickle_mutants.py). */
describe("broken pickles, next to CPython", () => {
  it("import nothing in CPython that is not named here", async () => {
    expect(mutants.length).toBeGreaterThanOrEqual(500);
    const missed: string[] = [];
    for (const [base64, names, whole] of mutants) {
      const scan = new PickleScan(new AbortController().signal);
      const cursor = new ByteCursor(memorySupply(Buffer.from(base64, "base64")));
      const sequence = await readPickles(cursor, scan, { persistentIds: true, depth: 0 }, 1);
      if (scan.findings.some(({ code }) => said.has(code))) continue;
      if (!names.every(([module, name]) => scan.imports.has(`${module}\n${name}`)))
        missed.push(base64);
      // What CPython reads to its end is not called broken.
      if (whole && sequence.problem !== undefined) missed.push(base64);
    }
    expect(missed).toEqual([]);
  });
});
