import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { useTemporaryFolders } from "../../../support/registry.ts";
import { document, ended, failure, start, succeed, useCli, type Run } from "../../cli.ts";

useCli();
const makeFolder = useTemporaryFolders();

async function makeWorkspace(content: string): Promise<string> {
  const folder = await makeFolder();
  await writeFile(join(folder, "model.json"), JSON.stringify({ content }));
  await succeed(folder, "register", "model.json", "--name", "fraud");
  await succeed(folder, "promote", "fraud@1", "--to", "Staging");
  await succeed(folder, "promote", "fraud@1", "--to", "Production");
  return folder;
}

/** Runs the command with something piped to it. */
function pipe(folder: string, input: string, ...args: string[]): Promise<Run> {
  return ended(start(folder, args, { input }));
}

interface Shown {
  readonly versions: readonly {
    readonly version: { readonly reference: string };
    readonly observations: number;
    readonly metrics: Record<string, { count: number; mean: number; p95: number }>;
    readonly periods?: readonly { at: string; observations: number }[];
  }[];
}

async function shown(folder: string, ...args: string[]): Promise<Shown> {
  return (await document(folder, "observations", ...args)) as unknown as Shown;
}

test("one observation, and many of a pipe, are summed up", async () => {
  const folder = await makeWorkspace("observed by the command");
  const first = await succeed(
    folder,
    ...["observe", "fraud@Production", "--metric", "latency_ms=12", "--outcome", "true"],
  );
  expect(first).toContain("fraud 1: 1 observation recorded");
  const lines = Array.from({ length: 5_000 }, (_, index) =>
    JSON.stringify({ metrics: { latency_ms: index % 100 }, outcome: index % 4 === 0 }),
  );
  const piped = await pipe(
    folder,
    `${lines.join("\n")}\n`,
    "observe",
    "fraud@Production",
    "--json",
  );
  expect(piped).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(piped.stdout)).toMatchObject({ recorded: 5_000, skipped: 0 });
  const { versions } = await shown(folder, "fraud", "--by", "day");
  expect(versions).toMatchObject([
    {
      version: { reference: "fraud@1" },
      observations: 5_001,
      metrics: { latency_ms: { count: 5_001 }, outcome: { count: 5_001 } },
    },
  ]);
  expect(versions[0]?.metrics["outcome"]?.mean).toBeCloseTo(1_251 / 5_001, 9);
  expect(Math.abs((versions[0]?.metrics["latency_ms"]?.p95 ?? 0) - 94)).toBeLessThan(3);
  const counted = versions[0]?.periods?.reduce((sum, { observations }) => sum + observations, 0);
  expect(counted).toBe(5_001);
  const table = await succeed(folder, "observations", "fraud@Production");
  expect(table).toMatch(/^fraud 1 +latency_ms +5,001 /m);
});

test("a line that is none is named, and what came before it is recorded", async () => {
  const folder = await makeWorkspace("observed with mistakes");
  const lines = ['{"outcome":1}', '{"outcome":0}', '{"outcome":"yes"}', '{"outcome":1}'];
  const input = lines.join("\n");
  const refused = await pipe(folder, input, "observe", "fraud@1");
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("Observation 3 can't be recorded: outcome");
  expect(refused.stderr).toContain("2 observations recorded before that.");
  expect((await shown(folder, "fraud")).versions[0]?.observations).toBe(2);
  const skipped = await pipe(folder, input, "observe", "fraud@1", "--skip-invalid", "--json");
  expect(JSON.parse(skipped.stdout)).toMatchObject({ recorded: 3, skipped: 1 });
  for (const [args, message] of [
    [["observe", "--outcome", "1"], "Observation 1 names no version."],
    [["observe", "fraud@9", "--outcome", "1"], "fraud has no version 9"],
    [["observe", "fraud@1", "--outcome", "perhaps"], "“perhaps” is no outcome."],
  ] as const) {
    expect((await failure(folder, ...args)).message).toContain(message);
  }
});

test("a program that is attached gets an answer to each line that has an id", async () => {
  const folder = await makeWorkspace("observed by a program");
  const child = start(folder, ["observe", "fraud@Production", "--attach"], { isAttached: true });
  const answers: unknown[] = [];
  const reader = createInterface({ input: child.stdout! });
  reader.on("line", (line) => answers.push(line.startsWith("{") ? JSON.parse(line) : line));
  const ask = async (line: object): Promise<void> => {
    child.stdin!.write(`${JSON.stringify(line)}\n`);
    await once(reader, "line");
  };
  child.stdin!.write('{"outcome":1}\n');
  await ask({ id: 1, metrics: { latency_ms: 3 } });
  await ask({ id: 2, metrics: { latency_ms: "slow" } });
  await ask({ id: 3, version: "fraud@7", outcome: 1 });
  await ask({ id: 4, flush: true });
  child.stdin!.end();
  await once(child, "exit");
  expect(answers.slice(0, 4)).toMatchObject([
    { id: 1 },
    { id: 2, error: { code: "invalid-request" } },
    { id: 3, error: { code: "unknown-version" } },
    { id: 4 },
  ]);
  expect((await shown(folder, "fraud")).versions[0]?.observations).toBe(2);
});
