import { readFile } from "node:fs/promises";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { writeFileAtomically } from "../../storage/files/atomic-file.ts";
import { createRegistryFolders } from "../../storage/files/create-registry-folders.ts";
import { isErrno } from "../../storage/files/errno.ts";
import { writeProblem } from "../../storage/files/registry-paths.ts";
import { withRemote } from "../../storage/policy/policy-remote.ts";
import type { Task } from "../task.ts";
import { approveRemoteOf, withdrawApprovalsOf } from "./approved-remotes.ts";
import { findRemote, openRemote, type Connection, type NamedRemote } from "./connection.ts";
import { exchange } from "./exchange.ts";
import { localLedger } from "./local-files.ts";
import { requireCommonHistory } from "./receive.ts";
import { forgetRemoteState, keepAnswer } from "./remote-state.ts";
import { remoteStatus, type RemoteStatus } from "./remote-status.ts";
import type { SharedRegistry } from "./shared-registry.ts";

export interface AddRemoteRequest {
  /** `/mnt/models`, `git+origin`, … */
  readonly address: string;
  /** Bring the registry there and the one here together, although they began apart. */
  readonly join?: boolean;
}

/**
 * Names a remote in the policy, after asking it: whoever gives an address has approved it. What was
 * known of it is forgotten, so that one that was emptied on purpose is filled again.
 *
 * @throws RegistryError `invalid-request`, `remote-unreachable`, `remote-denied`, `other-registry`,
 *   `invalid-policy`
 */
export async function addRemote(
  registry: SharedRegistry,
  { address, join = false }: AddRemoteRequest,
  task: Task = {},
): Promise<RemoteStatus> {
  registry.requireTrust();
  requirePolicy(await registry.policy());
  await createRegistryFolders(registry.paths);
  const found = await findRemote(registry.paths.folder, address);
  const remote = await openRemote(found);
  const connection: Connection = { ...found, remote, offline: "allow" };
  const { head } = await remote.log.readHead({ signal: task.signal });
  const local = await localLedger(registry);
  if (head) await requireCommonHistory(registry, connection, { head, local, join });
  await writeRemote(registry, found);
  await approveRemoteOf(registry.paths.folder, found.url);
  await forgetRemoteState(registry.paths, found.key);
  if (join) await exchange(registry, connection, task, { join });
  else await keepAnswer(registry.paths, found.key, head);
  const status = await remoteStatus(registry);
  if (status) return status;
  throw new RegistryError({ code: "no-remote", reason: "no-remote" });
}

/**
 * Approves the remote that the policy names, if it is the one that the person has seen.
 *
 * @throws RegistryError `no-remote`, `invalid-request` if the policy names another one
 */
export async function approveRemote(
  registry: SharedRegistry,
  { address }: { readonly address: string },
): Promise<RemoteStatus> {
  registry.requireTrust();
  const status = await remoteStatus(registry);
  if (!status) throw new RegistryError({ code: "no-remote", reason: "no-remote" });
  if (address !== status.address && address !== status.named) {
    const { address: other } = status;
    throw new RegistryError({
      code: "remote-not-approved",
      reason: "remote-not-approved",
      address: other,
    });
  }
  const { url } = await findRemote(registry.paths.folder, status.named);
  await approveRemoteOf(registry.paths.folder, url);
  return { ...status, approved: true };
}

/** Lets no remote be contacted from this folder until one is approved again. */
export async function withdrawRemote(
  registry: SharedRegistry,
  _request: Readonly<Record<string, never>>,
): Promise<{ readonly withdrawn: boolean }> {
  registry.requireTrust();
  return { withdrawn: await withdrawApprovalsOf(registry.paths.folder) };
}

async function writeRemote({ paths }: SharedRegistry, { named }: NamedRemote): Promise<void> {
  const before = await readFile(paths.policy, "utf8").catch((error: unknown) => {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  });
  const text = withRemote(before, named);
  if (text === undefined) {
    throw new RegistryError({
      code: "invalid-request",
      reason: "remote-key-not-placed",
      address: named,
    });
  }
  if (text === before) return;
  await writeFileAtomically(paths.policy, Buffer.from(text)).catch((error: unknown) => {
    throw writeProblem(paths, error);
  });
}
