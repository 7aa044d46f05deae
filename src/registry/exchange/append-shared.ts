import { isSharedDecision } from "../../core/lifecycle/shared-decision.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { RemoteHead } from "../../remotes/contract/remote-head.ts";
import type { SeenHead } from "../../remotes/contract/remote.ts";
import type { LinesToPublish, Publication } from "../../storage/ledger/append-prepared.ts";
import type { LedgerPosition } from "../../storage/ledger/ledger-file.ts";
import { UnknownOutcome } from "../../storage/ledger/unknown-outcome.ts";
import { connect, type Connection } from "./connection.ts";
import { exchange, isOffline, pause } from "./exchange.ts";
import { grownFile } from "./local-files.ts";
import { nextHead, type GrownFile } from "./next-head.ts";
import { keepAnswer } from "./remote-state.ts";
import { swap } from "./send.ts";
import type { SharedRegistry } from "./shared-registry.ts";

const attempts = 30;

/** Says that a decision has to be made on the newest common state, which is not known yet. */
class NeedsNewestState extends Error {
  override readonly name = "NeedsNewestState";
}

/**
 * Appends what a use case decides in a shared registry. What concerns all (which version is in
 * which stage) is decided on the newest common state and given to the remote before it is written
 * here, only if nothing came in between; else it is decided again. Everything else is written here
 * and shared by the next exchange. While the remote can't be reached, the policy says whether it is
 * decided here alone.
 *
 * @param append decides anew each time
 * @throws RegistryError `remote-not-approved`, `remote-unreachable`, `remote-denied`, `busy`, …
 */
export async function appendShared<T>(
  registry: SharedRegistry,
  append: (publish?: Publication) => Promise<T>,
): Promise<T> {
  try {
    return await append(refuseSharedDecisions);
  } catch (error) {
    if (!(error instanceof NeedsNewestState)) throw error;
  }
  const connection = await approvedConnection(registry);
  if (!connection) return append();
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    await pause(attempt);
    try {
      const { seen } = await exchange(registry, connection);
      return await append(publication(registry, connection, seen));
    } catch (error) {
      if (error instanceof NeedsNewestState) continue;
      if (!isOffline(error)) throw error;
      requireOfflineAllowed(connection, error);
      return append();
    }
  }
  const { address } = connection.remote;
  throw new RegistryError({ code: "busy", reason: "remote-busy", address });
}

/**
 * Returns the connection; undefined where nobody has approved it, or the address means nothing here,
 * and the policy allows to go without.
 */
async function approvedConnection(registry: SharedRegistry): Promise<Connection | undefined> {
  try {
    return await connect(registry);
  } catch (error) {
    const { policy } = await registry.policy();
    const codes: readonly string[] = ["remote-not-approved", "invalid-request"];
    const isWithout = error instanceof RegistryError && codes.includes(error.refusal.code);
    if (isWithout && policy.sharing?.offline === "allow") return undefined;
    throw error;
  }
}

function requireOfflineAllowed({ offline, remote }: Connection, error: RegistryError): void {
  if (offline === "allow") return;
  const { refusal } = error;
  const problem = refusal.reason === "remote-unreachable" ? refusal.problem : refusal.reason;
  const { address } = remote;
  throw new RegistryError(
    { code: "remote-unreachable", reason: "offline-refused", address, problem },
    { cause: error },
  );
}

const refuseSharedDecisions: Publication = ({ entries }) => {
  if (entries.some(({ event }) => isSharedDecision(event.type))) throw new NeedsNewestState();
  return Promise.resolve(false);
};

/** Gives lines to the remote if its head is still the one that the decision was made on. */
function publication(
  registry: SharedRegistry,
  connection: Connection,
  seen: SeenHead,
): Publication {
  return async (lines) => {
    const { writer, after } = lines;
    // Another process of this clone has written meanwhile.
    if ((seen.head?.files[writer]?.length ?? 0) !== after.offset) throw new NeedsNewestState();
    const next = await nextHead(seen.head, registriesOf(seen.head, lines), [
      withLines(registry, lines),
    ]);
    await lines.mark();
    const swapped = await swap(connection, seen, next).catch((error: unknown) => {
      // Nobody knows whether it was taken; this clone goes on in another file.
      if (isOffline(error)) {
        throw new UnknownOutcome({ kind: "unanswered", error: error.message }, { cause: error });
      }
      throw error;
    });
    if (!swapped) throw new NeedsNewestState();
    await keepAnswer(registry.paths, connection.key, swapped.head).catch(() => undefined);
    return true;
  };
}

function registriesOf(
  head: RemoteHead | undefined,
  { entries }: LinesToPublish,
): RemoteHead["registries"] {
  const begun = entries.flatMap(({ event }) =>
    event.type === "ledger.started" ? [event.data.registry] : [],
  );
  return begun.length > 0 || head ? begun : entries.slice(0, 1).map(({ event }) => event.id);
}

/** Returns this clone's file as it will be with the lines at its end. */
function withLines(registry: SharedRegistry, lines: LinesToPublish): GrownFile {
  const { writer, after, bytes, entries } = lines;
  const end: LedgerPosition = entries.at(-1)?.position ?? after;
  const before = grownFile(registry, writer, after);
  const read = async (from: number, to: number): Promise<Uint8Array> => {
    const old = from < after.offset ? await before.read(from, after.offset) : new Uint8Array();
    return Buffer.concat([old, bytes.subarray(0, to - after.offset)]);
  };
  return { writer, length: end.offset, lines: end.lines, hash: end.hash, read };
}
