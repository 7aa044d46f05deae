import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { patience } from "../../../support/patience.ts";
import { useTemporaryFolders } from "../../../support/registry.ts";
import { cli, document, ended, failure, start, succeed, useCli } from "../../cli.ts";

useCli();
const makeFolder = useTemporaryFolders();

/** A training program that logs by files and by the command itself. */
const training = `
const { mkdirSync, writeFileSync } = require("node:fs");
mkdirSync("dvclive/plots/metrics/train", { recursive: true });
writeFileSync("dvclive/plots/metrics/train/loss.tsv", "step\\tloss\\n0\\t0.9\\n1\\t0.5\\n2\\t0.4\\n");
writeFileSync("dvclive/metrics.json", '{"train": {"loss": 0.4}, "step": 2}');
writeFileSync("metrics.json", '{"auc": 0.93}');
writeFileSync("model.json", '{"weights": [1, 2, 3]}');
console.log("run", process.env.MODEL_REGISTRY_RUN);
process.exit(Number(process.argv[2] ?? 0));
`;

async function makeWorkspace(): Promise<string> {
  const folder = await makeFolder();
  await writeFile(join(folder, "train.js"), training);
  await succeed(folder, "init");
  return folder;
}

async function runsOf(folder: string, ...args: string[]): Promise<Record<string, unknown>[]> {
  const { runs } = await document(folder, "runs", ...args);
  return runs as Record<string, unknown>[];
}

test("a command is run as a training run, and its model registered from it", async () => {
  const folder = await makeWorkspace();
  for (const place of ["input", "data"]) {
    await mkdir(join(folder, place));
    await writeFile(join(folder, place, "churn.csv"), `a,b\n1,${place}\n`);
  }
  const command = [
    ...["run", "--experiment", "churn", "--name", "nightly", "--param", "depth=6"],
    ...["--dataset", "input/churn.csv"],
  ];
  const { code, stdout, stderr } = await cli(
    folder,
    ...command,
    "--",
    process.execPath,
    "train.js",
    "0",
  );
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const [, id = ""] = /^run ([0-9a-f]{32})$/m.exec(stdout) ?? [];
  expect(stderr).toContain("Took over dvclive, metrics.json.");
  const [run] = await runsOf(folder);
  expect(run).toMatchObject({
    id,
    name: "nightly",
    experiment: { name: "churn" },
    status: "finished",
    parameters: { depth: 6 },
    metrics: { auc: { last: 0.93 }, "train.loss": { last: 0.4, highest: 0.9, count: 3 } },
  });
  expect(await readdir(join(folder, ".model-registry", "runs"))).toEqual([]);
  await succeed(folder, "register", "model.json", "--name", "churn", "--run", "nightly");
  const version = await document(folder, "show", "churn@1");
  expect(version["recipe"]).toMatchObject({
    metrics: { auc: 0.93, "train.loss": 0.4 },
    parameters: { depth: 6 },
    run: { id, name: "nightly", experiment: "churn" },
    history: { metrics: { "train.loss": 3 } },
  });
  // What the run took is known: data nearby is none of it.
  expect(version).toMatchObject({ recipe: { datasets: [{ path: "input/churn.csv" }] } });
  expect((version["recipe"] as { datasets: unknown[] }).datasets).toHaveLength(1);
  await rm(join(folder, "input"), { recursive: true });
  await succeed(
    folder,
    ...["register", "model.json", "--name", "churn", "--run", "nightly", "--allow-identical"],
  );
  expect(await document(folder, "show", "churn@2")).not.toMatchObject({
    recipe: { datasets: [{ path: "data/churn.csv" }] },
  });
});

/** Writes a log with a value a step, in parts: the second one when a file tells it to. */
const longTraining = `
const { appendFileSync, existsSync, mkdirSync, writeFileSync } = require("node:fs");
mkdirSync("lightning_logs/version_0", { recursive: true });
const log = "lightning_logs/version_0/metrics.csv";
writeFileSync(log, "epoch,step,loss\\n0,1,0.9\\n0,2,0.5\\n1,3,0.4\\n");
writeFileSync("predictions.csv", "step,guess\\n1,0.9\\n2,0.5\\n");
const next = setInterval(() => {
  if (!existsSync("go-on")) return;
  clearInterval(next);
  appendFileSync(log, "1,4,0.35\\n1,5,0.3\\n");
}, 20);
`;

test("what a command writes to its logs is in its run while it goes on", async () => {
  const folder = await makeFolder();
  await succeed(folder, "init");
  await writeFile(join(folder, "train.js"), longTraining);
  const training = ended(start(folder, ["run", "--", process.execPath, "train.js"]));
  await expect
    .poll(async () => (await runsOf(folder))[0], patience)
    .toMatchObject({ status: "running", metrics: { loss: { last: 0.4, step: 3, count: 3 } } });
  await writeFile(join(folder, "go-on"), "");
  expect(await training).toMatchObject({ code: 0 });
  const [run] = await runsOf(folder);
  expect(run).toMatchObject({ status: "finished" });
  expect(run?.["metrics"]).toMatchObject({ loss: { last: 0.3, step: 5, highest: 0.9, count: 5 } });
  expect(Object.keys(run?.["metrics"] as object)).toEqual(["loss"]);
});

test("a command that fails or can't be run fails its run, with its own exit code", async () => {
  const folder = await makeWorkspace();
  const failed = await cli(folder, "run", "--", process.execPath, "train.js", "7");
  expect(failed.code).toBe(7);
  const missing = await cli(folder, "run", "--", "no-such-program");
  expect(missing.code).toBe(127);
  expect(missing.stderr).toContain("no-such-program can't be run");
  expect((await runsOf(folder)).map(({ status }) => status)).toEqual(["failed", "failed"]);
});

test("a run whose process was killed shows as interrupted", async () => {
  const folder = await makeWorkspace();
  const training = "setTimeout(() => {}, 300_000)";
  const child = start(folder, ["run", "--", process.execPath, "-e", training]);
  await expect
    .poll(async () => (await runsOf(folder)).map(({ status }) => status), patience)
    .toEqual(["running"]);
  child.kill("SIGKILL");
  await expect
    .poll(async () => (await runsOf(folder)).map(({ status }) => status), patience)
    .toEqual(["interrupted"]);
});

test("a script starts a run, logs to it from several processes at once and ends it", async () => {
  const folder = await makeWorkspace();
  const id = (await succeed(folder, "run", "start", "--experiment", "churn")).trim();
  const steps = Array.from({ length: 8 }, (_, step) => step);
  await Promise.all(
    steps.map((step) =>
      succeed(folder, "run", "log", id, "--step", `${step}`, "--metric", `loss=${1 / (step + 1)}`),
    ),
  );
  await writeFile(join(folder, "roc.txt"), "roc");
  await succeed(folder, "run", "log", id, "--artifact", "roc.txt", "--tag", "team=risk");
  const [running] = await runsOf(folder, "churn", "--where", "loss < 0.2");
  expect(running).toMatchObject({
    id,
    status: "running",
    metrics: { loss: { last: 1 / 8, count: 8 } },
    artifacts: [{ path: "roc.txt", size: 3 }],
  });
  await succeed(folder, "run", "finish", id.slice(0, 8), "--status", "failed");
  expect(await document(folder, "run", "show", id)).toMatchObject({ status: "failed" });
  await succeed(folder, "run", "delete", id, "--reason", "a trial");
  expect(await runsOf(folder)).toEqual([]);
  expect(await failure(folder, "run", "log", id, "--metric", "a=1")).toMatchObject({
    code: "unknown-run",
  });
  await succeed(folder, "run", "restore", id);
  expect(await runsOf(folder)).toHaveLength(1);
  expect(await failure(folder, "runs", "nothing")).toMatchObject({ code: "unknown-experiment" });
  expect(await failure(folder, "runs", "--where", "loss")).toMatchObject({ code: "usage" });
});

test("artifacts of a run are exported and opened, verified", async () => {
  const folder = await makeWorkspace();
  await mkdir(join(folder, "plots"));
  await writeFile(join(folder, "plots", "roc.txt"), "roc");
  await writeFile(join(folder, "plots", "loss.txt"), "loss");
  const id = (await succeed(folder, "run", "start", "--no-context")).trim();
  await succeed(folder, "run", "log", id, "--artifact", "plots");
  await succeed(folder, "run", "export", id, "--out", "all");
  expect((await readdir(join(folder, "all"), { recursive: true })).sort()).toEqual([
    "plots",
    join("plots", "loss.txt"),
    join("plots", "roc.txt"),
  ]);
  await succeed(folder, "run", "export", id, "--out", "mine.txt", "--artifact", "plots/roc.txt");
  expect(await readFile(join(folder, "mine.txt"), "utf8")).toBe("roc");
  await writeFile(join(folder, "mine.txt"), "else");
  const again = ["run", "export", id, "--out", "mine.txt", "--artifact", "plots/roc.txt"];
  expect(await failure(folder, ...again)).toMatchObject({ code: "file-exists" });
  const open = ["run", "open", id, "--artifact", "plots/loss.txt", "--print"];
  const path = (await succeed(folder, ...open)).trim();
  expect(path).toMatch(/[/\\]loss\.txt$/);
  expect(await readFile(path, "utf8")).toBe("loss");
  expect(
    await failure(folder, "run", "export", id, "--out", "x", "--artifact", "none"),
  ).toMatchObject({ code: "unknown-artifact" });
});

test("entries from standard input are logged, answered and refused one by one", async () => {
  const folder = await makeWorkspace();
  const lines = [
    { metrics: { loss: 1 }, step: 1 },
    { id: 1, params: { depth: 6 } },
    { id: 2, params: { depth: 7 } },
    { metrics: { loss: "NaN" }, step: 2 },
    { id: 3, end: "finished" },
  ];
  const input = `${lines.map((line) => JSON.stringify(line)).join("\n")}\nrubbish\n`;
  const args = ["run", "attach", "--experiment", "churn", "--no-context"];
  const { code, stdout } = await ended(start(folder, args, { input }));
  expect(code).toBe(0);
  const answers = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(answers[0]).toMatchObject({ own: true });
  expect(answers).toContainEqual({ id: 1 });
  expect(answers.find(({ id }) => id === 2)).toMatchObject({ error: { code: "invalid-request" } });
  expect(answers.at(-1)).toEqual({ id: 3, status: "finished" });
  const [run] = await runsOf(folder);
  expect(run).toMatchObject({
    status: "finished",
    parameters: { depth: 6 },
    metrics: { loss: { last: "NaN", lowest: 1, count: 2 } },
  });
});

test("what stands in the log is one JSON document a line", async () => {
  const folder = await makeWorkspace();
  const id = (await succeed(folder, "run", "start", "--no-context")).trim();
  await succeed(folder, "run", "log", id, "--metric", "a=1");
  const text = await readFile(join(folder, ".model-registry", "runs", `${id}.jsonl`), "utf8");
  const kinds = text
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { kind: string }).kind);
  expect(kinds).toEqual(["start", "metrics"]);
});

test("credentials in a command line, in parameters, and in tags are masked everywhere, and listed", async () => {
  const folder = await makeWorkspace();
  const token = ["ghp", "abcdefghijklmnopqrstuvwxyz0123456789"].join("_");
  const secrets = ["hunter2secret", token];
  await writeFile(join(folder, "masked.json"), '{"weights": [7, 7, 7]}');
  const { code } = await cli(
    folder,
    ...["run", "--name", "masked", "--tag", `note=see ${token}`, "--", process.execPath],
    ...["train.js", "0", "--password", "hunter2secret", `--url=https://ada:${token}@host/x`],
  );
  expect(code).toBe(0);
  const text = await succeed(
    folder,
    ...[
      "register",
      "masked.json",
      "--name",
      "masked",
      "--command",
      `train --api-key ${token} -e 3`,
    ],
    ...["--tag", "login=https://ada:hunter2secret@host", "--description", `with ${token}`],
  );
  expect(text).toContain("masked: command.line (GitHub token)");
  expect(text).toContain("masked: description (GitHub token)");
  const shown = await document(folder, "show", "masked@1");
  expect(shown["recipe"]).toMatchObject({ command: { line: "train --api-key *** -e 3" } });
  expect(await succeed(folder, "show", "masked@1")).toContain("Masked credentials");
  await succeed(folder, "tag", "masked@1", "api_key", "hunter2secret");
  const kept = await filesBelow(join(folder, ".model-registry"));
  expect(kept.some(([, bytes]) => bytes.includes("--password ***"))).toBe(true);
  for (const [path, bytes] of kept) {
    for (const secret of secrets)
      expect(bytes.includes(secret), `${secret} in ${path}`).toBe(false);
  }
});

async function filesBelow(folder: string): Promise<readonly (readonly [string, Buffer])[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path, await readFile(path)] as const;
    }),
  );
}
