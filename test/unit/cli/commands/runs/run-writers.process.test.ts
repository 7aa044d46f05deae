import type { ChildProcess } from "node:child_process";
import { expect, test } from "vitest";
import { RunId } from "../../../../../src/core/model/run.ts";
import { finishRun } from "../../../../../src/registry/runs/finish-run.ts";
import { readHistory } from "../../../../../src/registry/runs/read-history.ts";
import { readRun } from "../../../../../src/registry/runs/read-run.ts";
import { patience } from "../../../support/patience.ts";
import { findings, useTemporaryFolders, withRegistry } from "../../../support/registry.ts";
import { start, succeed, useCli } from "../../cli.ts";

useCli();
const makeFolder = useTemporaryFolders();

/** A process that logs a metric of its own, and what it was told is logged. */
class Writer {
  readonly #child: ChildProcess;
  readonly acknowledged: number[] = [];
  #rest = "";

  constructor(folder: string, run: string, key: string, count: number) {
    const lines = Array.from(
      { length: count },
      (_, step) => `${JSON.stringify({ id: step, step, at: step, metrics: { [key]: step } })}\n`,
    );
    this.#child = start(folder, ["run", "attach", run, "--no-context"], { input: lines.join("") });
    this.#child.stdin?.on("error", () => undefined);
    this.#child.stdout?.on("data", (chunk) => {
      const parts = `${this.#rest}${String(chunk)}`.split("\n");
      this.#rest = parts.pop() ?? "";
      for (const part of parts) {
        const answer = JSON.parse(part) as { id?: number; error?: unknown };
        if (answer.id !== undefined && !answer.error) this.acknowledged.push(answer.id);
      }
    });
  }

  ended(): Promise<void> {
    return new Promise((resolve) =>
      this.#child.once("close", () => {
        resolve();
      }),
    );
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}

async function stepsOf(folder: string, run: RunId, key: string): Promise<readonly number[]> {
  return withRegistry(folder, async (registry) => {
    const history = await readHistory(registry, { run, keys: [key] });
    return history.get(key)?.steps ?? [];
  });
}

test("two processes log to one run while another one seals it again and again", async () => {
  const folder = await makeFolder();
  const run = RunId.parse((await succeed(folder, "run", "start", "--no-context")).trim());
  const count = 20_000;
  const writers = ["a", "b"].map((key) => new Writer(folder, run, key, count));
  const ended = Promise.all(writers.map((writer) => writer.ended()));
  let isOver = false;
  void ended.then(() => (isOver = true));
  const sealing = withRegistry(folder, async (registry) => {
    let rounds = 0;
    while (!isOver || rounds < 3) {
      await finishRun(registry, { run, status: "finished", end: rounds });
      rounds += 1;
    }
    return rounds;
  });
  await ended;
  await sealing;
  const expected = Array.from({ length: count }, (_, step) => step);
  for (const [index, key] of ["a", "b"].entries()) {
    expect(writers[index]?.acknowledged).toEqual(expected);
    expect(await stepsOf(folder, run, key)).toEqual(expected);
  }
  await withRegistry(folder, async (registry) => {
    const { segments } = await finishRun(registry, { run, status: "finished" });
    expect(segments.length).toBeGreaterThan(2);
    expect((await readRun(registry, { run })).isLive).toBe(false);
    expect(await findings(registry)).toEqual([]);
  });
  for (const key of ["a", "b"]) expect(await stepsOf(folder, run, key)).toEqual(expected);
});

test("what a process was told is logged is there after SIGKILL", async () => {
  const folder = await makeFolder();
  const run = RunId.parse((await succeed(folder, "run", "start", "--no-context")).trim());
  const writer = new Writer(folder, run, "a", 200_000);
  await expect.poll(() => writer.acknowledged.length, patience).toBeGreaterThan(2000);
  const ended = writer.ended();
  writer.kill();
  await ended;
  const steps = await stepsOf(folder, run, "a");
  expect(writer.acknowledged.length).toBeLessThan(200_000);
  expect(steps.slice(0, writer.acknowledged.length)).toEqual(writer.acknowledged);
});
