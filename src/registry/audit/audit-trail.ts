import type { LogEntry, LogLine } from "../../core/audit/log-entry.ts";
import type { ModelName, VersionNumber } from "../../core/model/ids.ts";
import type { EventFilter, EventPage } from "../../storage/index/events/event-log-query.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import type { Registry } from "../registry.ts";
import { logEntries, withUnshared } from "./read-log.ts";

/** Criteria for events as a user enters them, with versions by their number. */
export interface AuditFilter extends Omit<EventFilter, "version" | "conflicts"> {
  /** Only of the version with this number of `model`. */
  readonly number?: VersionNumber;
}

export interface AuditRequest {
  readonly filter: AuditFilter;
  readonly order: NonNullable<EventPage["order"]>;
  readonly limit: number;
}

export interface AuditTrail {
  /** Number of events that match the filter, whatever the limit. */
  readonly found: number;
  /** Number of all events. */
  readonly total: number;
  /** The first of those found. What was recorded in full is asked for one by one. */
  readonly lines: readonly LogLine[];
  readonly models: readonly ModelName[];
}

/** The part of the log that an audit page shows, and how much there is beside it. */
export async function auditTrail(registry: Registry, request: AuditRequest): Promise<AuditTrail> {
  const { policy } = await registry.policy();
  const trail = await registry.read((state) => {
    const filter = eventFilter(state, request.filter);
    const page = { limit: request.limit, order: request.order };
    const events = filter ? state.events.log(filter, page) : [];
    return {
      found: filter ? state.events.count(filter) : 0,
      total: state.events.count({}),
      lines: logEntries(state, events, policy).map(lineOf),
      models: state.models().map(({ name }) => name),
    };
  });
  return { ...trail, lines: await withUnshared(registry, trail.lines) };
}

function lineOf({ data: _, ...line }: LogEntry): LogLine {
  return line;
}

/** The filter by the identity of the version; undefined if there is no such version. */
export function eventFilter(
  state: IndexQueries,
  { number, ...filter }: AuditFilter,
): EventFilter | undefined {
  if (number === undefined || filter.model === undefined) return filter;
  const version =
    state.versionNumbered(filter.model, number) ?? state.deletedCalled(filter.model, number);
  return version && { ...filter, version: version.id };
}
