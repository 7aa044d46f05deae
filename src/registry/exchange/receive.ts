import * as l10n from "@vscode/l10n";
import { isDivergence } from "../../core/refusals/ledger/line-fault.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import { damaged } from "../../remotes/contract/remote-errors.ts";
import type { RemoteFile, RemoteHead } from "../../remotes/contract/remote-head.ts";
import type { SeenHead } from "../../remotes/contract/remote.ts";
import type { LedgerPosition } from "../../storage/ledger/ledger-file.ts";
import { hashOfLineBefore } from "../../storage/ledger/ledger-range.ts";
import {
  stageLines,
  takeLines,
  UnusableLines,
  withReceiving,
  type StagedLines,
} from "../../storage/ledger/receive-lines.ts";
import { completeRedactions } from "../complete-redactions.ts";
import type { Task } from "../task.ts";
import type { Connection } from "./connection.ts";
import { fileOf, localLedger, type LocalLedger } from "./local-files.ts";
import { eraseRedacted } from "./redacted-segments.ts";
import { keepAnswer, readRemoteState } from "./remote-state.ts";
import type { SharedRegistry } from "./shared-registry.ts";

export interface ReceiveOptions {
  /** Take the ledger of another registry, too. */
  readonly join?: boolean;
}

/** Head of the remote, and how many lines came with it. */
export interface Received {
  readonly seen: SeenHead;
  readonly lines: number;
}

/**
 * Brings what the remote's log has and this clone has not. Every line is verified before one is
 * taken; cancelled, none is.
 *
 * @throws RegistryError of the codes that a `RemoteLog` answers, `other-registry`, `ledger-damaged`
 */
export async function receive(
  registry: SharedRegistry,
  connection: Connection,
  task: Task = {},
  options: ReceiveOptions = {},
): Promise<Received> {
  const received = await receiveLines(registry, connection, task, options);
  const { head } = received.seen;
  if (head) await keepAnswer(registry.paths, connection.key, head);
  await eraseRedacted(registry, connection, received.seen, task);
  return received;
}

/**
 * Does the same and keeps nothing about the remote: for one that is not that of the policy.
 *
 * @throws RegistryError as `receive` does
 */
export async function receiveLines(
  registry: SharedRegistry,
  connection: Connection,
  task: Task = {},
  { join = false }: ReceiveOptions = {},
): Promise<Received> {
  const { remote } = connection;
  const seen = await readHead(registry, connection, task);
  const local = await localLedger(registry);
  const { head } = seen;
  if (!head) return { seen, lines: 0 };
  await requireCommonHistory(registry, connection, { head, local, join });
  const wanted = Object.entries(head.files).filter(
    ([writer, { length }]) => (local.positions.get(writer)?.offset ?? 0) < length,
  );
  const lines = await withReceiving(registry.paths, async (folder) => {
    const staged: StagedLines[] = [];
    let count = 0;
    for (const [writer, file] of wanted) {
      throwIfCancelled(task.signal);
      task.report?.({ message: l10n.t("Fetching the history from {0}", remote.address) });
      const position = local.positions.get(writer);
      count += file.lines - (position?.lines ?? 0);
      const bytes = bytesBehind({ registry, connection, seen, task }, file, writer, position);
      const about = { file: fileOf(writer), local: position, end: file };
      staged.push(
        await usable(connection, writer, stageLines(registry.paths, folder, about, bytes)),
      );
    }
    requireKnownRegistries(connection, head, staged);
    if (staged.length > 0) await takeAll(registry, connection, staged);
    return count;
  });
  // What others took out goes before anything is sent.
  await completeRedactions(registry);
  return { seen, lines };
}

/**
 * Asks the remote for its head.
 *
 * @throws RegistryError `remote-damaged` if it has less than it had
 */
export async function readHead(
  { paths }: Pick<SharedRegistry, "paths">,
  { remote, key }: Connection,
  { signal }: Task = {},
): Promise<SeenHead> {
  const seen = await remote.log.readHead({ signal });
  const { files } = await readRemoteState(paths, key);
  for (const [writer, { length }] of Object.entries(files)) {
    if ((seen.head?.files[writer]?.length ?? 0) >= length) continue;
    const { address } = remote;
    const file = fileOf(writer);
    throw new RegistryError({ code: "remote-damaged", reason: "remote-went-back", address, file });
  }
  return seen;
}

interface Histories {
  readonly head: RemoteHead;
  readonly local: LocalLedger;
  readonly join?: boolean;
}

/**
 * Requires that the remote shares this registry, and that files which are no shorter here have its
 * lines in them.
 *
 * @throws RegistryError `other-registry`, `ledger-damaged`
 */
export async function requireCommonHistory(
  { paths }: Pick<SharedRegistry, "paths">,
  connection: Connection,
  { head, local, join = false }: Histories,
): Promise<void> {
  requireSameRegistry(connection, head, local, join);
  for (const [writer, file] of Object.entries(head.files)) {
    const position = local.positions.get(writer);
    if (!position || position.offset < file.length) continue;
    const hash =
      position.offset === file.length
        ? position.hash
        : await hashOfLineBefore(paths, fileOf(writer), file.length);
    if (hash !== file.hash) throw diverged(connection.remote.address, writer);
  }
}

function requireSameRegistry(
  { remote }: Connection,
  { registries }: RemoteHead,
  local: LocalLedger,
  mayJoin: boolean,
): void {
  if (mayJoin || local.registries.length === 0) return;
  if (local.registries.some((id) => registries.includes(id))) return;
  const { address } = remote;
  throw new RegistryError({ code: "other-registry", reason: "remote-other-registry", address });
}

/** Requires that files begin as those of the registries that the head names. */
function requireKnownRegistries(
  { remote }: Connection,
  { registries }: RemoteHead,
  staged: readonly StagedLines[],
): void {
  for (const { registry, file } of staged) {
    if (registry === undefined || registries.includes(registry)) continue;
    throw damaged(remote.address, { kind: "other-ledger", file });
  }
}

interface Source {
  readonly registry: SharedRegistry;
  readonly connection: Connection;
  readonly seen: SeenHead;
  readonly task: Task;
}

/** Yields what a file has in the remote behind a position here. */
async function* bytesBehind(
  { registry, connection, seen, task }: Source,
  { segments }: RemoteFile,
  writer: string,
  position: LedgerPosition | undefined,
): AsyncGenerator<Uint8Array> {
  const { remote } = connection;
  const from = position?.offset ?? 0;
  let start = 0;
  for (const segment of segments) {
    const end = start + segment.size;
    if (end > from) {
      const bytes = await remote.log.readSegment(seen, segment, { signal: task.signal });
      throwIfCancelled(task.signal);
      const skipped = Math.max(0, from - start);
      // A segment that begins before has the last line that is here.
      if (skipped > 0) {
        const hash = await hashOfLineBefore(registry.paths, fileOf(writer), from);
        if (hash !== position?.hash) throw diverged(remote.address, writer);
      }
      yield bytes.subarray(skipped);
    }
    start = end;
  }
}

async function takeAll(
  registry: SharedRegistry,
  connection: Connection,
  staged: readonly StagedLines[],
): Promise<void> {
  await registry.whileLocked(
    () => undefined,
    async (_, held) => {
      for (const lines of staged) {
        await held.assertHeld();
        const writer = lines.file.slice(0, -".jsonl".length);
        await usable(connection, writer, takeLines(registry.paths, lines));
      }
    },
  );
  await registry.read(() => undefined);
}

/** Says what is wrong with lines that can't be taken. */
async function usable<T>({ remote }: Connection, writer: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof UnusableLines)) throw error;
    const { problem } = error;
    if (isDivergence(problem)) throw diverged(remote.address, writer);
    throw damaged(remote.address, { kind: "unusable-lines", file: fileOf(writer), problem });
  }
}

function diverged(address: string, writer: string): RegistryError {
  const file = fileOf(writer);
  return new RegistryError({ code: "ledger-damaged", reason: "ledger-diverged", address, file });
}
