import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach } from "vitest";
import type { Version } from "../../../src/core/state/version.ts";
import { verify, type Finding } from "../../../src/registry/audit/verify.ts";
import {
  register,
  type RegisteredVersion,
  type RegisterRequest,
} from "../../../src/registry/registration/register.ts";
import { Registry } from "../../../src/registry/registry.ts";
import { temporaryParent } from "./temporary-parent.ts";
import { wasm } from "./wasm.ts";

/** Actors are named by the environment, so that no test asks git and all are the same. */
process.env["GIT_AUTHOR_NAME"] = "Ada";
process.env["GIT_AUTHOR_EMAIL"] = "ada@example.org";

/** Makes folders that are removed after each test. */
export function useTemporaryFolders(): () => Promise<string> {
  const made: string[] = [];
  const parent = temporaryParent();
  afterEach(async () => {
    for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
  });
  return async () => {
    const folder = await mkdtemp(join(parent, "model-registry-test-"));
    made.push(folder);
    return folder;
  };
}

export function openRegistry(folder: string, trusted = true): Promise<Registry> {
  return Registry.open({ folder, trusted, wasm });
}

/** Opens a registry for as long as `body` takes. */
export async function withRegistry<T>(
  folder: string,
  body: (registry: Registry) => Promise<T>,
): Promise<T> {
  const registry = await openRegistry(folder);
  try {
    return await body(registry);
  } finally {
    await registry.close();
  }
}

/** A registration of one file, with nothing known about its making. */
export function registration(overrides: Partial<RegisterRequest> = {}): RegisterRequest {
  return {
    model: "fraud",
    paths: ["model.pkl"],
    parents: [],
    allowIdentical: false,
    metricsFiles: [],
    parametersFiles: [],
    datasets: [],
    ...overrides,
  };
}

/** Writes `content` to a file of the workspace and registers it. */
export async function registerContent(
  registry: Registry,
  content: string | Uint8Array,
  overrides: Partial<RegisterRequest> = {},
): Promise<RegisteredVersion> {
  await writeFile(join(registry.folder, "model.pkl"), content);
  return register(registry, registration(overrides));
}

/** All versions of a model, oldest first. */
export async function versionsOf(registry: Registry, model = "fraud"): Promise<Version[]> {
  const versions = await registry.read((state) => state.versions({ limit: 1_000_000 }));
  return versions
    .filter((version) => version.model === model)
    .toSorted((a, b) => a.number - b.number);
}

/** `verify` in short: where, and what. */
export async function findings(registry: Registry): Promise<readonly Finding[]> {
  return (await verify(registry, {})).findings;
}

/** The only ledger file of a registry, absolute. */
export async function ledgerFile(folder: string): Promise<string> {
  const { readdir } = await import("node:fs/promises");
  const ledger = join(folder, ".model-registry", "ledger");
  const names = (await readdir(ledger)).filter((name) => name.endsWith(".jsonl"));
  if (names.length !== 1) throw new Error(`expected one ledger file, found ${names.join(", ")}`);
  return join(ledger, names[0]!);
}

/** The lines of a ledger file, without their newlines. */
export async function ledgerLines(path: string): Promise<string[]> {
  return (await readFile(path, "utf8")).split("\n").slice(0, -1);
}
