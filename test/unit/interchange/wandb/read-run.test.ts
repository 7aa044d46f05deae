import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  readWandbRun,
  type WandbRow,
  type WandbRun,
} from "../../../../src/interchange/wandb/read-run.ts";
import { wandbLog } from "../../support/wandb-run.ts";

const log = readFileSync(wandbLog);

/** Hands out bytes in pieces, as a file is read. */
async function* pieces(bytes: Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    yield await Promise.resolve(bytes.subarray(at, at + size));
  }
}

async function readLog(
  bytes: Uint8Array,
  size?: number,
): Promise<{ readonly run: WandbRun; readonly rows: readonly WandbRow[] }> {
  const rows: WandbRow[] = [];
  const run = await readWandbRun({ log: pieces(bytes, size) }, (row) => rows.push(row));
  return { run, rows };
}

test("the log of a real run has its configuration, summary, and every step", async () => {
  const { run, rows } = await readLog(log);
  expect(run.identity).toMatchObject({
    id: "nahxwitz",
    project: "fraud",
    name: "first",
    notes: "The first run",
    tags: ["baseline", "team=risk"],
  });
  expect(run.config).toMatchObject({
    learning_rate: 0.1,
    epochs: 300,
    model: { depth: 4, kind: "forest" },
    long: "x".repeat(70_000),
    late: true,
  });
  expect(Object.keys(run.config)).not.toContain("_wandb");
  expect(run.summary).toMatchObject({ best_auc: 0.8299, nested: { deep: 1.5 } });
  expect(Object.keys(run.summary)).not.toContain("_step");
  expect(run.environment).toMatchObject({ script: "train.py", args: ["--lr", "0.1"] });
  expect(run.earlyEnd).toBeUndefined();
  expect(rows).toHaveLength(301);
  expect(Object.fromEntries(rows[299] ?? [])).toEqual({
    loss: 1 / 300,
    "val/auc": 0.8 + 299 / 10_000,
    note: "a text",
    _step: 299,
    _timestamp: expect.any(Number) as number,
  });
  // NaN is no value; what is nested has its whole name.
  expect(Object.fromEntries(rows[300] ?? [])).toEqual({
    "nested.deep": 1.5,
    _step: 300,
    _timestamp: expect.any(Number) as number,
  });
});

test("the pieces in which a file is read make no difference", async () => {
  const whole = await readLog(log);
  for (const size of [7, 4093, 32_768, 32_769]) expect(await readLog(log, size)).toEqual(whole);
});

test("a log that is cut off anywhere gives the steps before, and says so", async () => {
  const { rows } = await readLog(log);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: log.length - 1 }), async (length) => {
      const cut = await readLog(log.subarray(0, length));
      expect(cut.rows).toEqual(rows.slice(0, cut.rows.length));
      if (length < 7) expect(cut.run.earlyEnd).toBe("not-wandb");
    }),
    { numRuns: 30 },
  );
  expect((await readLog(log.subarray(0, 100_000))).run.earlyEnd).toBe("cut-off");
});

test("a changed byte ends the log before its record", async () => {
  const { rows } = await readLog(log);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 7, max: log.length - 40 }), async (at) => {
      const changed = Buffer.from(log);
      changed.writeUInt8((changed.readUInt8(at) + 1) % 256, at);
      const read = await readLog(changed);
      expect(read.rows).toEqual(rows.slice(0, read.rows.length));
      expect(["damaged", "cut-off", undefined]).toContain(read.run.earlyEnd);
    }),
    { numRuns: 30 },
  );
});

test("any other bytes are no log, and change nothing else", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      expect((await readLog(bytes)).run.earlyEnd).toBe("not-wandb");
    }),
  );
});

test("the files of a run that was online say the same, with the values unwrapped", async () => {
  const run = await readWandbRun({
    config:
      "wandb_version: 1\n_wandb:\n  desc: null\n  value: { cli_version: 0.22.3 }\nlr:\n  desc: null\n  value: 0.1\nmodel:\n  value: { depth: 4 }\n",
    summary: '{"val/auc": 0.9, "_step": 7, "_wandb": {"runtime": 12}}',
    metadata:
      '{"git": {"commit": "0123456789abcdef0123456789abcdef01234567"}, "codePath": "src/train.py", "args": ["--lr", "0.1"]}',
    requirements: "numpy==2.1.0\nwandb==0.22.3\n",
  });
  expect(run).toEqual({
    identity: { tags: [] },
    artifacts: [],
    environment: {
      script: "src/train.py",
      args: ["--lr", "0.1"],
      commit: "0123456789abcdef0123456789abcdef01234567",
    },
    config: { lr: 0.1, model: { depth: 4 } },
    summary: { "val/auc": 0.9 },
    runtime: 12,
    requirements: ["numpy==2.1.0", "wandb==0.22.3", ""],
  });
});

test("files of another form are passed over, and reach no prototype", async () => {
  for (const text of ["", "[1]", "{", "null", '{"__proto__": {"value": {"x": 1}}, "a": 1}']) {
    const run = await readWandbRun({ config: text, summary: text, metadata: text });
    expect(run.identity).toEqual({ tags: [] });
    expect(Object.keys(run.config).filter((key) => key !== "a")).toEqual([]);
  }
  expect(Reflect.get({}, "x")).toBeUndefined();
});
