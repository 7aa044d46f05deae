import { logWriting, type LogFormat } from "../../core/audit/log-export.ts";
import type { EventId } from "../../core/model/ids.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { eventCount } from "../../core/text/counts.ts";
import { replaceFile, writeAll } from "../../storage/files/atomic-file.ts";
import { requireOutsideRegistries } from "../files/output-path.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { eventFilter, type AuditFilter } from "./audit-trail.ts";
import { logEntries } from "./read-log.ts";

export interface LogExportRequest {
  readonly filter: AuditFilter;
  readonly format: LogFormat;
  /** The file, absolute; replaced when all has been written. */
  readonly path: string;
}

/** Events read and written at a time. */
const batchSize = 1000;

/**
 * Writes every event that a filter lets through to a file, newest first. Cancelled or failed,
 * nothing is left behind and a file of that name is as it was.
 *
 * @throws RegistryError `read-only`, `file-problem`, `cancelled`
 */
export async function exportLog(
  registry: Registry,
  { filter, format, path }: LogExportRequest,
  { signal, report }: Task = {},
): Promise<{ readonly events: number }> {
  registry.requireTrust();
  await requireOutsideRegistries(path);
  const { policy } = await registry.policy();
  const { head, entry, foot } = logWriting[format];
  return replaceFile(path, async (handle) => {
    const write = (text: string): Promise<void> => writeAll(handle, Buffer.from(text));
    await write(head);
    let events = 0;
    for (let before: EventId | undefined; ;) {
      throwIfCancelled(signal);
      const batch = await registry.read((state) => {
        const chosen = eventFilter(state, filter);
        const page = { limit: batchSize, ...(before !== undefined && { before }) };
        return chosen ? logEntries(state, state.events.log(chosen, page), policy) : [];
      });
      const start = events;
      await write(batch.map((each, index) => entry(each, start + index)).join(""));
      events += batch.length;
      report?.({ message: eventCount(events) });
      before = batch.at(-1)?.id;
      if (batch.length < batchSize) break;
    }
    await write(foot);
    return { events };
  });
}
