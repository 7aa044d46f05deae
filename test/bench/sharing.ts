import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cp, mkdir, mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ModelName } from "../../src/core/model/ids.ts";
import { setTag } from "../../src/registry/annotations/set-tag.ts";
import { addRemote } from "../../src/registry/exchange/add-remote.ts";
import { pull, push } from "../../src/registry/exchange/sync.ts";
import { register } from "../../src/registry/registration/register.ts";
import type { Registry } from "../../src/registry/registry.ts";
import { which } from "../workbench/processes.ts";
import { duration, megabytes, openRegistry, printTable, timed } from "./measure.ts";
import { syntheticModel, writeSyntheticLedger } from "./synthetic-registry.ts";

const versions = Number(process.env["BENCH_VERSIONS"] ?? 100_000);
const mebibytes = Number(process.env["BENCH_MEBIBYTES"] ?? 2048);

/**
 * Measures a first pull of a large registry, a later one of 10 events, and the push of a large file
 * beside what other programs take for the same bytes to the same place.
 */
export async function benchSharing(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "model-registry-bench-"));
  process.env["XDG_CONFIG_HOME"] = join(folder, "settings");
  process.env["XDG_CACHE_HOME"] = join(folder, "cache");
  try {
    await benchPulls(folder);
    await benchPush(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function benchPulls(folder: string): Promise<void> {
  const [share, ada, ben] = ["share", "ada", "ben"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const each of [share, ada, ben]) await mkdir(each);
  await writeSyntheticLedger(ada, versions);
  const rows: (readonly string[])[] = [];
  const measure = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    rows.push([what, duration(await timed(work))]);
  };
  const first = await openRegistry(ada);
  await addRemote(first, { address: share });
  await measure(`first push of ${versions} versions`, () => push(first, {}));
  const second = await openRegistry(ben);
  await addRemote(second, { address: share });
  await measure("first pull, with its index", () => pull(second, {}));
  const [version] = await second.read((state) => state.versions({ limit: 1 }));
  if (!version) throw new Error("nothing was pulled");
  const subject = { model: ModelName.parse(syntheticModel(versions - 1)), version: version.id };
  for (let count = 0; count < 10; count += 1) {
    await setTag(first, { subject, key: `key-${count}`, value: "value" });
  }
  await measure("push of 10 events", () => push(first, {}));
  await measure("pull of 10 events (aim: under 1 s)", () => pull(second, {}));
  for (const registry of [first, second]) await registry.close();
  printTable(["a registry in a shared folder", "time"], rows);
}

async function benchPush(folder: string): Promise<void> {
  const file = join(folder, "model.bin");
  await writeRandomFile(file);
  const { size } = await stat(file);
  const rows: (readonly string[])[] = [];
  const row = (what: string, time: number): void => {
    rows.push([what, duration(time), `${megabytes(size / (time / 1000))}/s`]);
  };
  const shared = join(folder, "files");
  await mkdir(shared);
  row(
    "cp, then sync",
    await timed(() => runProgram("sh", ["-c", `cp ${file} ${shared}/copy && sync ${shared}/copy`])),
  );
  await rm(join(shared, "copy"));
  row("push to a folder", await timedPush(folder, file, shared));
  const bucket = process.env["BENCH_BUCKET"];
  if (bucket !== undefined) {
    row(`push to ${bucket}`, await timedPush(folder, file, bucket));
    const plain = /^s3:\/\/([^?]*)/.exec(bucket)?.[1] ?? "";
    const endpoint = /endpoint=([^&]+)/.exec(bucket)?.[1];
    const options = endpoint === undefined ? [] : ["--endpoint-url", endpoint];
    if (which("aws") === undefined) rows.push(["aws s3 cp", "not installed", ""]);
    else {
      const args = ["s3", "cp", "--quiet", ...options, file, `s3://${plain}/compared.bin`];
      row("aws s3 cp", await timed(() => runProgram("aws", args)));
    }
  }
  const lfs = process.env["BENCH_LFS"];
  if (lfs !== undefined) {
    row(`push to ${lfs}`, await timedPush(folder, file, `git+${lfs}`));
    row("git lfs push", await timedLfsPush(folder, file, lfs));
  }
  printTable([`push of ${megabytes(size)}`, "time", "bytes"], rows);
}

/** Registers a file in a new clone, and measures its push. */
async function timedPush(folder: string, file: string, address: string): Promise<number> {
  const clone = await mkdtemp(join(folder, "clone-"));
  await cp(file, join(clone, "model.bin"));
  const registry = await openRegistry(clone);
  try {
    await addRemote(registry, { address, join: true });
    await registerFile(registry);
    return await timed(() => push(registry, {}));
  } finally {
    await registry.close();
    await rm(clone, { recursive: true });
  }
}

async function registerFile(registry: Registry): Promise<void> {
  await register(registry, {
    ...{ model: "large", paths: ["model.bin"], parents: [], allowIdentical: false },
    ...{ metricsFiles: [], parametersFiles: [], datasets: [] },
  });
}

/** Pushes the same bytes with git-lfs; one byte differs, so that the server has not got them yet. */
async function timedLfsPush(folder: string, file: string, url: string): Promise<number> {
  const work = await mkdtemp(join(folder, "lfs-"));
  const git = (...args: readonly string[]): Promise<void> =>
    runProgram("git", ["-C", work, ...args]);
  await git("init", "--quiet", "--initial-branch=compared");
  await git("lfs", "install", "--local");
  await git("lfs", "track", "*.bin");
  await cp(file, join(work, "model.bin"));
  const handle = await open(join(work, "model.bin"), "r+");
  await handle.write(randomBytes(16), 0, 16, 0);
  await handle.close();
  await git("add", "--all");
  const person = ["-c", "user.name=Bench", "-c", "user.email=bench@example.org"];
  await git(...person, "commit", "--quiet", "--message", "Add the model");
  await git("remote", "add", "origin", url);
  return timed(() => git("lfs", "push", "origin", "compared"));
}

function runProgram(program: string, args: readonly string[]): Promise<void> {
  const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
  return Promise.resolve();
}

async function writeRandomFile(path: string): Promise<void> {
  const handle = await open(path, "wx");
  const part = 16;
  for (let done = 0; done < mebibytes; done += part) {
    await handle.write(randomBytes(Math.min(part, mebibytes - done) * 1024 * 1024));
  }
  await handle.close();
}
