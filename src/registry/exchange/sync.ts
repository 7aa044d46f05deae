import { RegistryError } from "../../core/refusals/refusal.ts";
import type { NoRequest, Task } from "../task.ts";
import { requireConnection } from "./connection.ts";
import { exchange, pause, rememberProblem } from "./exchange.ts";
import { fetchRecentAggregates } from "./fetch-aggregates.ts";
import { fetchObjects, type FetchedObjects } from "./fetch-bytes.ts";
import { localLedger } from "./local-files.ts";
import { readHead, receive, requireCommonHistory } from "./receive.ts";
import { hasUnknownRedactions } from "./redacted-segments.ts";
import { send } from "./send.ts";
import type { SharedRegistry } from "./shared-registry.ts";
import { wantedBytes, type WantedBytes } from "./wanted-bytes.ts";

/** Result of an exchange. Lines are those of the ledger; objects are files by their digest. */
export interface ExchangeReport {
  /** Place that was contacted, without secrets. */
  readonly address: string;
  readonly received: { readonly lines: number; readonly objects: number; readonly bytes: number };
  readonly sent: { readonly lines: number; readonly objects: number; readonly bytes: number };
}

const nothing = { lines: 0, objects: 0, bytes: 0 };

export interface PullRequest {
  /** Bytes to fetch with the history; none if absent, as they come when they are needed. */
  readonly bytes?: WantedBytes;
}

/**
 * Brings what other clones have shared: the history, what was observed lately, and bytes that are
 * asked for.
 *
 * @throws RegistryError `no-remote`, `remote-not-approved`, `remote-unreachable`, `cancelled`, …
 */
export async function pull(
  registry: SharedRegistry,
  { bytes }: PullRequest,
  task: Task = {},
): Promise<ExchangeReport> {
  const connection = await requireConnection(registry);
  const { address } = connection;
  return rememberProblem(registry, connection, async () => {
    const { lines } = await receive(registry, connection, task);
    const wanted = bytes ? await wantedBytes(registry, bytes) : [];
    const fetched = await fetchObjects(registry, connection, wanted, task);
    const observed = await fetchRecentAggregates(registry, connection, task);
    return { address, received: { lines, ...sumOf(fetched, observed) }, sent: nothing };
  });
}

/**
 * Shares what this clone has: files first, then the history that refers to them. What others have
 * shared is not taken.
 *
 * @throws RegistryError as `pull` does, `remote-denied`, `busy`
 */
export async function push(
  registry: SharedRegistry,
  _request: NoRequest,
  task: Task = {},
): Promise<ExchangeReport> {
  const connection = await requireConnection(registry);
  const { address } = connection;
  return rememberProblem(registry, connection, async () => {
    const sent = { ...nothing };
    for (let attempt = 0; attempt < 30; attempt += 1) {
      await pause(attempt);
      let seen = await readHead(registry, connection, task);
      // What others took out must not be sent again.
      if (await hasUnknownRedactions(registry, seen.head)) {
        ({ seen } = await receive(registry, connection, task));
      }
      const local = await localLedger(registry);
      if (seen.head) await requireCommonHistory(registry, connection, { head: seen.head, local });
      const given = await send(registry, connection, seen, task);
      sent.lines += given.lines;
      sent.objects += given.objects;
      sent.bytes += given.bytes;
      if (given.seen) return { address, received: nothing, sent };
    }
    throw new RegistryError({ code: "busy", reason: "remote-busy", address });
  });
}

/** Does both. @throws RegistryError as `pull` and `push` do */
export async function sync(
  registry: SharedRegistry,
  _request: NoRequest,
  task: Task = {},
): Promise<ExchangeReport> {
  const connection = await requireConnection(registry);
  const { received, sent } = await exchange(registry, connection, task);
  const observed = await rememberProblem(registry, connection, () =>
    fetchRecentAggregates(registry, connection, task),
  );
  return { address: connection.address, received: { lines: received, ...observed }, sent };
}

function sumOf(one: FetchedObjects, other: FetchedObjects): FetchedObjects {
  return { objects: one.objects + other.objects, bytes: one.bytes + other.bytes };
}
