import { expect, test } from "vitest";
import { parseEvent } from "../../../../../src/core/events/parse-event.ts";
import { defaultPolicy } from "../../../../../src/core/model/policy.ts";
import { lineProblemText } from "../../../../../src/core/refusals/ledger/line-fault.ts";
import { logEntries } from "../../../../../src/registry/audit/read-log.ts";
import { SqliteEngine } from "../../../../../src/storage/index/index-database.ts";
import { IndexQueries } from "../../../../../src/storage/index/index-queries.ts";
import { projectEvent } from "../../../../../src/storage/index/projection/project-event.ts";
import {
  chainStart,
  parseLedgerLine,
  sha256,
} from "../../../../../src/storage/ledger/ledger-line.ts";
import { eventId, stamp } from "../../../support/events.ts";
import { LedgerInMemory } from "../../../support/ledger.ts";
import { wasm } from "../../../support/wasm.ts";

/** A line as a release that writes runs will write it. */
function line(time: number, type: string, data: unknown): Buffer {
  const body = JSON.stringify({ ...stamp(eventId(time)), type, v: 1, data, prev: chainStart });
  return Buffer.from(`${body.slice(0, -1)},"sum":"${sha256(body.slice(0, -1))}"}`);
}

test("what runs record is read, kept whole, shown and never collected as garbage", async () => {
  const lines = [
    line(1, "run.started", {
      run: "0a1b",
      name: "nightly",
      experiment: "fraud",
      command: { line: "python train.py --depth 6", folder: "src" },
      parameters: { depth: 6 },
      start: "2026-01-01T00:00:00.001Z",
      host: { gpu: "A100" },
    }),
    line(2, "run.finished", {
      run: "0a1b",
      status: "finished",
      end: "2026-01-01T00:10:00.000Z",
      metrics: { auc: 0.91 },
      segments: [{ sha256: "a".repeat(64), size: 12 }],
      sweep: "s7",
    }),
  ];
  const db = (await SqliteEngine.load(await wasm())).empty();
  const ledger = new LedgerInMemory();
  const state = new IndexQueries(db, ledger);
  for (const bytes of lines) {
    const parsed = parseLedgerLine(bytes, chainStart);
    if (!parsed.ok) throw new Error(lineProblemText(parsed.problem));
    projectEvent(db, parsed.line.event, ledger.add(parsed.line.event));
  }
  const entries = logEntries(state, state.events.log({}, { limit: 9 }), defaultPolicy);
  expect(entries.map(({ title }) => title)).toEqual([
    "Run 0a1b ended: finished",
    "Run nightly started",
  ]);
  expect(entries.map(({ data }) => data)).toMatchObject([
    { sweep: "s7" },
    { host: { gpu: "A100" } },
  ]);
  expect(state.bytes.digestsInUse()).toContain("a".repeat(64));
  expect(state.models()).toEqual([]);
  db.close();
});

test("a run without its id or its time is no event", () => {
  const start = "2026-01-01T00:00:00.001Z";
  for (const data of [{ start }, { run: "", start }, { run: "0a1b" }]) {
    const parsed = parseEvent({ ...stamp(eventId(1)), type: "run.started", v: 1, data });
    expect(parsed.ok).toBe(false);
  }
});
