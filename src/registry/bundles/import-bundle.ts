import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { writeFileAtomically } from "../../storage/files/atomic-file.ts";
import { createRegistryFolders } from "../../storage/files/create-registry-folders.ts";
import { isErrno } from "../../storage/files/errno.ts";
import { writeProblem } from "../../storage/files/registry-paths.ts";
import type { Connection } from "../exchange/connection.ts";
import { fetchObjects } from "../exchange/fetch-bytes.ts";
import { localLedger } from "../exchange/local-files.ts";
import { receiveLines, requireCommonHistory } from "../exchange/receive.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { withBundle, type OpenBundle } from "./open-bundle.ts";
import { unusable } from "./unusable-file.ts";
import { verifyLedger } from "./verify-bundle.ts";

export interface ImportBundleRequest {
  /** Absolute path of the bundle. */
  readonly path: string;
  /** Take the history of another registry as well; its events keep their ids and their origin. */
  readonly join?: boolean;
}

/** Outcome of an import. */
export interface ImportedBundle {
  readonly lines: number;
  readonly objects: number;
  /** Bytes of these files. */
  readonly bytes: number;
  /** `taken` where there was none; `kept` where another one is. */
  readonly policy: "taken" | "kept" | "same" | "none";
}

/**
 * Brings what a bundle has and this registry has not. Lines are verified before anything is taken,
 * files on their way; those that have arrived stay, so that an import that broke off goes on.
 *
 * @throws RegistryError `file-problem`, `other-registry`, `ledger-damaged`, `cancelled`
 */
export async function importBundle(
  registry: Registry,
  { path, join = false }: ImportBundleRequest,
  task: Task = {},
): Promise<ImportedBundle> {
  registry.requireTrust();
  return withBundle(path, async (bundle) => {
    await verifyLedger(path, bundle, task);
    const connection = connectionOf(path, bundle);
    const local = await localLedger(registry);
    await requireCommonHistory(registry, connection, { head: bundle.head, local, join }).catch(
      (error: unknown) => {
        throw inWordsOfBundle(path, error);
      },
    );
    await createRegistryFolders(registry.paths);
    // Files first: no line is taken whose file turns out to be another one.
    const fetched = await fetchObjects(registry, connection, bundle.objects, task);
    const { lines } = await receiveLines(registry, connection, task, { join });
    // Until the lines were here, no line needed the files, and they may have been swept.
    await fetchObjects(registry, connection, bundle.objects, task);
    return { lines, ...fetched, policy: await takePolicy(registry, bundle) };
  });
}

function connectionOf(path: string, { remote }: OpenBundle): Connection {
  const key = createHash("sha256").update(`bundle ${path}`).digest("hex");
  return { named: path, address: path, key, url: path, kind: "folder", remote, offline: "allow" };
}

function inWordsOfBundle(path: string, error: unknown): unknown {
  if (!(error instanceof RegistryError) || error.refusal.code !== "other-registry") return error;
  return new RegistryError({ code: "other-registry", reason: "bundle-other-registry", path });
}

/** Takes the policy where there is none. One that is there was reviewed and stays. */
async function takePolicy(
  { paths }: Registry,
  { policy }: OpenBundle,
): Promise<ImportedBundle["policy"]> {
  if (!policy) return "none";
  const own = await readFile(paths.policy).catch((error: unknown) => {
    if (isErrno(error, "ENOENT")) return undefined;
    throw unusable(paths.policy, error);
  });
  if (own) return own.equals(policy) ? "same" : "kept";
  await writeFileAtomically(paths.policy, policy).catch((error: unknown) => {
    throw writeProblem(paths, error);
  });
  return "taken";
}
