import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { RemoteHead } from "../../remotes/contract/remote-head.ts";
import type { NoRequest, Task } from "../task.ts";
import { isRemoteApproved } from "./approved-remotes.ts";
import { findRemote, requireConnection, type Connection } from "./connection.ts";
import { rememberProblem } from "./exchange.ts";
import { localLedger } from "./local-files.ts";
import { readHead, requireCommonHistory } from "./receive.ts";
import { keepAnswer, readRemoteState } from "./remote-state.ts";
import type { SharedRegistry } from "./shared-registry.ts";

/** State of sharing, as far as this clone knows without asking anybody. */
export interface RemoteStatus {
  /** Address as the policy has it. */
  readonly named: string;
  /** Place that is contacted, without secrets. */
  readonly address: string;
  readonly approved: boolean;
  /** Lines of the ledger that the remote did not have when it answered last. */
  readonly ahead: number;
  /** Lines that it had then and that are not here. */
  readonly behind: number;
  /** Time at which it last answered; absent if it never did. */
  readonly answeredAt?: string;
  /** Set while it does not answer. */
  readonly offlineSince?: string;
  /** Reason why it does not. */
  readonly problem?: string;
}

/**
 * Returns the state of sharing; undefined if the policy names no remote. Contacts nobody.
 *
 * @throws RegistryError `invalid-policy`, `invalid-request` if the address can't be understood
 */
export async function remoteStatus(
  registry: SharedRegistry,
  _request: NoRequest = {},
): Promise<RemoteStatus | undefined> {
  const { sharing } = requirePolicy(await registry.policy());
  if (!sharing) return undefined;
  // No git is run in Restricted Mode, so a name of a git remote stays one.
  if (!registry.trusted) {
    return { named: sharing.remote, address: sharing.remote, approved: false, ahead: 0, behind: 0 };
  }
  const { named, address, key, url } = await findRemote(registry.paths.folder, sharing.remote);
  const [approved, state] = await Promise.all([
    isRemoteApproved(registry.paths.folder, url),
    readRemoteState(registry.paths, key),
  ]);
  const { answeredAt, offlineSince, problem } = state;
  return {
    named,
    address,
    approved,
    ...(await distance(registry, state.files)),
    ...(answeredAt !== undefined && { answeredAt }),
    ...(offlineSince !== undefined && { offlineSince }),
    ...(problem !== undefined && { problem }),
  };
}

/**
 * Asks the remote, and returns the state of sharing. Nothing is taken or sent.
 *
 * @throws RegistryError of the codes that a `RemoteLog` answers, `other-registry`, `ledger-damaged`
 */
export async function checkRemote(
  registry: SharedRegistry,
  _request: NoRequest = {},
  task: Task = {},
): Promise<RemoteStatus> {
  const connection = await requireConnection(registry);
  await rememberProblem(registry, connection, async () => {
    const { head } = await readHead(registry, connection, task);
    if (head) await requireCommon(registry, connection, head);
    await keepAnswer(registry.paths, connection.key, head);
  });
  const status = await remoteStatus(registry);
  if (status) return status;
  throw new RegistryError({ code: "no-remote", reason: "no-remote" });
}

async function requireCommon(
  registry: SharedRegistry,
  connection: Connection,
  head: RemoteHead,
): Promise<void> {
  await requireCommonHistory(registry, connection, { head, local: await localLedger(registry) });
}

/** Counts the lines by which this clone and its remote differ. */
async function distance(
  registry: SharedRegistry,
  files: Readonly<Record<string, { readonly lines: number }>>,
): Promise<Pick<RemoteStatus, "ahead" | "behind">> {
  const { positions } = await localLedger(registry);
  let ahead = 0;
  let behind = 0;
  for (const writer of new Set([...positions.keys(), ...Object.keys(files)])) {
    const difference = (positions.get(writer)?.lines ?? 0) - (files[writer]?.lines ?? 0);
    if (difference > 0) ahead += difference;
    else behind -= difference;
  }
  return { ahead, behind };
}
