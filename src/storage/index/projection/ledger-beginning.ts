import { hostname } from "node:os";
import * as z from "zod";
import type { EventBody, Stamp, Stamped, WritableEvent } from "../../../core/events/event.ts";
import type { LedgerStarted } from "../../../core/events/ledger-events.ts";
import { release } from "../../../core/events/release.ts";
import { maskEvent } from "../../../core/masking/mask-data.ts";
import { EventId } from "../../../core/model/ids.ts";
import { stampEvent } from "../../ledger/encode-events.ts";
import type { OwnPlace } from "../../ledger/own-ledger-file.ts";
import type { IndexDatabase } from "../index-database.ts";

const RegistryRow = z.object({ registry: EventId.nullable() });

/**
 * Returns the first line of a new ledger file. The registry's id is that of the ledger files there
 * are, of the earliest one if they differ; a ledger of an older release, which has none, goes by its
 * first event, as it does where it is shared; an empty registry begins with this line's id.
 *
 * @param writer names the file
 */
export function ledgerBeginning(
  db: IndexDatabase,
  writer: string,
  stamp: Stamp,
): Stamped<LedgerStarted> {
  const known = db.get(
    RegistryRow,
    `SELECT coalesce((SELECT registry FROM ledger_start ORDER BY event_id LIMIT 1),
       (SELECT min(id) FROM event)) AS registry`,
  )?.registry;
  return {
    type: "ledger.started",
    v: 1,
    data: { registry: known ?? stamp.id, writer, machine: machineName(), release },
    ...stamp,
  };
}

/**
 * Stamps events that go to this clone's file. The first line of a new file goes before them in the
 * same write, so that nothing depends on a file with a first line alone. What looks like a
 * credential is masked: no event gets to the ledger by another way.
 */
export function stampLines<E extends EventBody>(
  db: IndexDatabase,
  { writer, after }: OwnPlace,
  bodies: readonly E[],
  nextStamp: () => Stamp,
): { readonly lines: readonly WritableEvent[]; readonly events: readonly Stamped<E>[] } {
  const beginning = after.offset === 0 ? [ledgerBeginning(db, writer, nextStamp())] : [];
  const stamped = bodies.map((body) => ({ body: maskEvent(body), stamp: nextStamp() }));
  return {
    lines: [...beginning, ...stamped.map(stampEvent)],
    events: stamped.map(({ body, stamp }) => ({ ...body, ...stamp })),
  };
}

function machineName(): string {
  return hostname().slice(0, 256) || "unknown";
}
