import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as z from "zod";
import { freePort } from "../workbench/processes.ts";
import { mlflowRequirements } from "../workbench/python-requirements.ts";
import { setUpPython } from "../workbench/setup.ts";
import { buildCli } from "./cli.ts";
import { duration, printTable, quantile } from "./measure.ts";
import { writeSyntheticLedger } from "./synthetic-registry.ts";

const scripts = new URL("server/", import.meta.url).pathname;
const model = "measured";
/** Sizes at which both servers are measured, and those of ours alone. */
const compared = [1_000, 10_000];
const ours = [100, 100_000];
const uploadSize = 1_000 * 2 ** 20;
const rounds = 30;
/** Time (s) after which no other round of a call begins. */
const seconds = 6;

/** A server that listens. */
interface Started {
  readonly process: ChildProcess;
  readonly url: string;
  readonly token?: string;
}

const Times = z.object({ client: z.array(z.number()), own: z.array(z.number()) });
/** Times (ms) of each call, by server. */
const Answer = z.record(z.string(), z.record(z.string(), Times));
type Answer = z.infer<typeof Answer>;

/**
 * Speed of `model-registry serve` beside `mlflow server` on SQLite: the same calls to both by turns,
 * through MLflow's client and as bare requests.
 */
export async function benchServer(): Promise<void> {
  const python = await setUpPython(mlflowRequirements);
  const folder = await mkdtemp(join(tmpdir(), "model-registry-bench-"));
  try {
    const cli = await buildCli(join(folder, "built"));
    const answers = new Map<number, Answer>();
    for (const size of [...ours, ...compared].toSorted((a, b) => a - b)) {
      const place = join(folder, String(size));
      await mkdir(place);
      answers.set(size, await measureSize(python, cli, place, size));
      await rm(place, { recursive: true, force: true });
    }
    report(answers);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureSize(
  python: string,
  cli: string,
  folder: string,
  size: number,
): Promise<Answer> {
  const isCompared = compared.includes(size);
  const running: Started[] = [];
  try {
    running.push(await startOurs(cli, folder, size));
    if (isCompared) running.push(await startMlflow(python, folder, size));
    const [registry, mlflow] = running.map(({ url, token }) => ({ url, token }));
    const given = {
      servers: { ours: registry, ...(mlflow && { mlflow }) },
      ...{ model, versions: size, rounds, seconds, scratch: folder },
      ...(size === Math.max(...compared) && { upload: uploadSize }),
    };
    const { status, stdout, stderr } = spawnSync(python, [join(scripts, "measure_servers.py")], {
      input: JSON.stringify(given),
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    if (status !== 0) throw new Error(`the measurement failed: ${stderr}`);
    return Answer.parse(JSON.parse(stdout));
  } finally {
    for (const { process } of running) await stop(process);
  }
}

/** Starts our server on a registry with so many versions of one model. */
async function startOurs(cli: string, folder: string, size: number): Promise<Started> {
  const workspace = join(folder, "ours");
  await mkdir(workspace);
  await writeSyntheticLedger(workspace, size, 0, () => model);
  const prepared = spawnSync(process.execPath, [
    ...[cli, "policy", "init", "--preset", "mlflow", "-C", workspace],
  ]);
  if (prepared.status !== 0) throw new Error(`no policy: ${prepared.stderr.toString()}`);
  const child = spawn(process.execPath, [cli, "serve", "--port", "0", "--json", "-C", workspace], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return {
    process: child,
    ...z.object({ url: z.string(), token: z.string() }).parse(JSON.parse(line)),
  };
}

/** Starts MLflow's server on a database with as many. */
async function startMlflow(python: string, folder: string, size: number): Promise<Started> {
  const database = join(folder, "mlflow.db");
  const environment = { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true" };
  const filled = spawnSync(
    python,
    [join(scripts, "fill_mlflow.py"), database, model, String(size)],
    { env: environment, encoding: "utf8" },
  );
  if (filled.status !== 0) throw new Error(`MLflow's database was not made: ${filled.stderr}`);
  const port = await freePort();
  const options = [
    ...["--backend-store-uri", `sqlite:///${database}`, "--host", "127.0.0.1"],
    ...["--artifacts-destination", join(folder, "mlflow-artifacts"), "--port", String(port)],
  ];
  const child = spawn(python, ["-m", "mlflow", "server", ...options], {
    env: environment,
    stdio: "ignore",
    // Its workers are processes of their own, which end with their group.
    detached: true,
  });
  const url = `http://127.0.0.1:${port}`;
  await answering(`${url}/health`, child);
  return { process: child, url };
}

/** Waits until a server answers. */
async function answering(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the server ended with ${child.exitCode}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = once(child, "exit");
  if (child.spawnargs.includes("mlflow")) process.kill(-child.pid, "SIGKILL");
  else child.kill();
  await ended;
}

/** Prints how long each call takes, by the number of versions. */
function report(answers: ReadonlyMap<number, Answer>): void {
  const calls = Object.keys(answers.get(Math.max(...compared)) ?? {});
  for (const kind of ["client", "own"] as const) {
    const columns = [...answers].flatMap(([size, answer]) =>
      Object.keys(answer["get model"] ?? {}).map((server) => ({ size, answer, server })),
    );
    const cell = (call: string, { answer, server }: (typeof columns)[number]): string => {
      const times = answer[call]?.[server]?.[kind];
      return times ? duration(quantile(times, 0.5)) : "";
    };
    const title = kind === "client" ? "through the client" : "the server's own time";
    const head = columns.map(({ size, server }) => `${server}, ${size.toLocaleString("en")}`);
    printTable(
      [title, ...head, ...compared.map((size) => `ratio, ${size.toLocaleString("en")}`)],
      calls.map((call) => [
        call,
        ...columns.map((column) => cell(call, column)),
        ...compared.map((size) => ratio(answers.get(size)?.[call], kind)),
      ]),
    );
  }
}

/** Median of how many times longer MLflow takes than we, call by call. */
function ratio(times: Answer[string] | undefined, kind: "client" | "own"): string {
  const ratios = (times?.["ours"]?.[kind] ?? []).flatMap((own, index) => {
    const other = times?.["mlflow"]?.[kind][index];
    return other === undefined ? [] : [other / own];
  });
  return ratios.length === 0 ? "" : `${quantile(ratios, 0.5).toFixed(1)} ×`;
}
