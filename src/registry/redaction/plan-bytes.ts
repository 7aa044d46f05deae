import { dirname, join } from "node:path";
import * as l10n from "@vscode/l10n";
import { isHeld, type StoredBytes } from "../../core/model/artifact.ts";
import type { Sha256 } from "../../core/model/ids.ts";
import { isInUse } from "../../core/policy/is-in-use.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { storedObjects } from "../../storage/artifacts/artifact-sweep.ts";
import { artifactPath } from "../../storage/files/registry-paths.ts";
import { findBytes, looseFiles } from "../../storage/redaction/find-bytes.ts";
import { findInValues } from "../../storage/redaction/find-in-values.ts";
import { withTakenIn } from "../files/usable-files.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import type { LeftValue, PlannedFile, PlannedObject, RedactionRequest } from "./redaction-plan.ts";

interface Use {
  readonly name: string;
  readonly version: Version;
  readonly kind: "file" | "patch" | "history";
}

/** Files of the store and logs that a request means. */
export interface PlannedBytes {
  readonly objects: readonly PlannedObject[];
  readonly files: readonly PlannedFile[];
  readonly left: readonly LeftValue[];
}

/** Returns which stored bytes a request means, and those that have to stay. */
export async function planBytes(
  registry: Registry,
  request: RedactionRequest,
  task: Task,
): Promise<PlannedBytes> {
  const uses = await usesOf(registry);
  const { text, version, files: wanted = [] } = request;
  if (text !== undefined) return bytesWith(registry, text, uses, task);
  const objects: PlannedObject[] = [];
  const left: LeftValue[] = [];
  const policy = requirePolicy(await registry.policy());
  for (const [sha256, { size, users }] of uses) {
    const isMeant = users.some(
      (use) => use.version.id === version && wanted.some((path) => isCalled(use, path)),
    );
    if (!isMeant) continue;
    const owners = users.filter(({ kind }) => kind === "file");
    const inUse = owners.find((use) => isInUse(use.version, policy));
    if (inUse) left.push({ what: nameOf(inUse), obstacle: "in-use" });
    else {
      const versions = owners.map((use) => use.version.id);
      objects.push({ stored: { sha256, size }, names: users.map(nameOf), versions });
    }
  }
  return { objects, files: [], left };
}

function isCalled({ name, kind }: Use, path: string): boolean {
  return kind === "file" ? name === path : kind === path;
}

function nameOf({ name, version }: Use): string {
  return l10n.t("{0} of {1}", name, versionTitle(version));
}

type Uses = ReadonlyMap<Sha256, { readonly size: number; readonly users: readonly Use[] }>;

async function usesOf(registry: Registry): Promise<Uses> {
  const uses = new Map<Sha256, { size: number; users: Use[] }>();
  const add = ({ sha256, size }: StoredBytes, use: Use): void => {
    const known = uses.get(sha256);
    if (known) known.users.push(use);
    else uses.set(sha256, { size, users: [use] });
  };
  const elsewhere = await registry.read((state) => {
    for (const { stored, name, version, kind } of state.bytes.references()) {
      add(stored, { name, version, kind });
    }
    return state.bytes.elsewhere();
  });
  // One that was registered without a copy may have been copied since.
  for (const { version, artifact } of elsewhere) {
    const [file] = (await withTakenIn(registry, [artifact])).filter(isHeld);
    if (file) add(file, { name: file.path, version, kind: "file" });
  }
  return uses;
}

/** Looks for a text in everything that is stored. */
async function bytesWith(
  registry: Registry,
  text: string,
  uses: Uses,
  { signal, report }: Task,
): Promise<PlannedBytes> {
  const objects: PlannedObject[] = [];
  const left: LeftValue[] = [];
  const plain = Buffer.from(text);
  let done = 0;
  for await (const batch of storedObjects(registry.paths)) {
    for (const stored of batch) {
      throwIfCancelled(signal);
      const path = artifactPath(registry.paths, stored.sha256);
      const isFound =
        (await hasAny(path, text, signal)) || (await findBytes(path, plain, signal)).length > 0;
      done += 1;
      report?.({ message: l10n.t("Looking at what is stored, {0} files", done) });
      if (!isFound) continue;
      const users = uses.get(stored.sha256)?.users ?? [];
      const own = users.find(({ kind }) => kind === "file");
      if (own) left.push({ what: nameOf(own), obstacle: "own-file" });
      else {
        const names = users.length > 0 ? users.map(nameOf) : [l10n.t("a sealed log")];
        objects.push({ stored, names, versions: [] });
      }
    }
  }
  const files: PlannedFile[] = [];
  for (const path of await looseFiles(registry.paths)) {
    const all = await findBytes(join(registry.paths.root, path), escaped(text), signal);
    if (all.length === 0) continue;
    const places = await coverable(registry, path, text, signal);
    if (places.length > 0) files.push({ path, places: places.length });
    if (places.length < all.length) left.push({ what: path, obstacle: "form" });
  }
  if ((await findBytes(registry.paths.policy, plain, signal)).length > 0) {
    left.push({ what: "policy.yaml", obstacle: "own-text" });
  }
  return { objects, files, left };
}

async function hasAny(path: string, text: string, signal?: AbortSignal): Promise<boolean> {
  const json = escaped(text);
  return json.toString() !== text && (await findBytes(path, json, signal)).length > 0;
}

/**
 * Returns where a text can be masked in a file beside the ledger and the store: in the values of a
 * log, anywhere in a ledger file that was set aside and is not read.
 *
 * @param path relative to the registry's folder
 */
export function coverable(
  { paths }: Registry,
  path: string,
  text: string,
  signal?: AbortSignal,
): Promise<readonly number[]> {
  const file = join(paths.root, path);
  const isLog = dirname(file) !== paths.ledger;
  return (isLog ? findInValues : findBytes)(file, escaped(text), signal);
}

/** A text as it stands within one of JSON. */
export function escaped(text: string): Buffer {
  return Buffer.from(JSON.stringify(text).slice(1, -1));
}
