import { arch, cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { Machine } from "../../core/model/recipe/environment.ts";
import { readTextFile } from "../files/read-text-file.ts";
import { truncate } from "../values/truncate.ts";
import { entriesOf } from "./installed-packages.ts";

/** Bytes. */
const maxLength = 64 * 1024;
const maxAccelerators = 64;

/**
 * Reads operating system, processor and accelerators of this machine, without its name: from what
 * Node.js knows and from files of Linux. No program is started.
 *
 * @param root folder that `/proc` and `/etc` are in
 */
export async function readMachine(root = "/"): Promise<Machine> {
  const text = (path: string): Promise<string> =>
    readTextFile(join(root, path), maxLength).catch(() => "");
  const [releaseFile, driver, cuda] = await Promise.all([
    text("etc/os-release"),
    text("proc/driver/nvidia/version"),
    text("usr/local/cuda/version.json"),
  ]);
  const processors = cpus();
  const accelerators = [...(await nvidiaCards(root, text)), ...(await amdCards(root, text))];
  const facts = {
    os: /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(releaseFile)?.[1],
    kernel: `${type()} ${release()}`,
    architecture: arch(),
    cpu: processors[0]?.model.replace(/\s+/g, " ").trim(),
    driver: driverOf(driver),
    cuda: /"cuda"\s*:\s*\{[^}]*"version"\s*:\s*"([\d.]{1,32})"/.exec(cuda)?.[1],
  };
  return Machine.parse({
    ...Object.fromEntries(
      Object.entries(facts).flatMap(([name, value]) =>
        value ? [[name, truncate(value, 256)]] : [],
      ),
    ),
    ...(processors.length > 0 && { cpus: processors.length }),
    memory: totalmem(),
    ...(accelerators.length > 0 && { accelerators: accelerators.slice(0, maxAccelerators) }),
  });
}

/** Reads the cards that NVIDIA's driver lists (its README, "The /proc interface"). */
async function nvidiaCards(
  root: string,
  text: (path: string) => Promise<string>,
): Promise<readonly string[]> {
  const folder = "proc/driver/nvidia/gpus";
  const cards = await entriesOf(join(root, folder));
  const models = await Promise.all(
    cards.slice(0, maxAccelerators).map(async (card) => {
      const information = await text(join(folder, card, "information"));
      return /^Model:\s*(\S.*?)\s*$/m.exec(information)?.[1];
    }),
  );
  return models.flatMap((model) => (model === undefined ? [] : [truncate(model, 256)]));
}

/** Reads the cards that AMD's driver offers for computing (`gfx90a`); a node without is a CPU. */
async function amdCards(
  root: string,
  text: (path: string) => Promise<string>,
): Promise<readonly string[]> {
  const folder = "sys/class/kfd/kfd/topology/nodes";
  const nodes = await entriesOf(join(root, folder));
  const models = await Promise.all(
    nodes.slice(0, maxAccelerators).map(async (node) => {
      const properties = await text(join(folder, node, "properties"));
      const version = Number(/^gfx_target_version (\d+)$/m.exec(properties)?.[1] ?? "0");
      return version > 0 ? gfxName(version) : undefined;
    }),
  );
  return models.flatMap((model) => (model === undefined ? [] : [`AMD ${model}`]));
}

/** Returns the name of an AMD architecture by its number: 90010 is `gfx90a`. */
function gfxName(version: number): string {
  const [major, minor, step] = [
    Math.floor(version / 10_000),
    Math.floor(version / 100) % 100,
    version % 100,
  ];
  return `gfx${major}${minor.toString(16)}${step.toString(16)}`;
}

function driverOf(text: string): string | undefined {
  const version = /^NVRM version:.*?\s(\d+\.\d+(?:\.\d+)?)\s/m.exec(text)?.[1];
  return version === undefined ? undefined : `NVIDIA ${version}`;
}
