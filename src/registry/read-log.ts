import { eventFacts, type EventFact } from "../core/event-facts.ts";
import { eventTitle } from "../core/event-title.ts";
import type { RegistryEvent } from "../core/event.ts";
import type { VersionNamer } from "../core/history.ts";
import { VersionId, type EventId } from "../core/ids.ts";
import type { LogEntry } from "../core/log-entry.ts";
import { RegistryError } from "../core/refusal.ts";
import { versionTitle } from "../core/version.ts";
import type { EventFilter, EventPage } from "../storage/event-log-query.ts";
import type { IndexQueries } from "../storage/index-queries.ts";
import type { Registry } from "./registry.ts";

export type LogRequest = EventFilter & EventPage;

/** Every event that a filter lets through, newest first unless asked for in another order. */
export function readLog(registry: Registry, request: LogRequest): Promise<readonly LogEntry[]> {
  return registry.read((state) => logEntries(state, state.log(request, request)));
}

/** An event with all that was recorded, also in words. */
export interface EventRecord extends LogEntry {
  readonly facts: readonly EventFact[];
}

/** All that was recorded of one event. @throws RegistryError `invalid-request` */
export function readEvent(
  registry: Registry,
  { event }: { readonly event: EventId },
): Promise<EventRecord> {
  return registry.read((state) => {
    const found = state.event(event);
    const nameOf = namer(state);
    if (found) return { ...logEntry(found, nameOf), facts: eventFacts(found, nameOf) };
    throw new RegistryError({
      code: "invalid-request",
      message: `There is no event ${event} in this registry.`,
      wayOut: "Choose one from the audit trail.",
    });
  });
}

/** Events as the audit trail says them. */
export function logEntries(
  state: IndexQueries,
  events: readonly RegistryEvent[],
): readonly LogEntry[] {
  const nameOf = namer(state);
  return events.map((event) => logEntry(event, nameOf));
}

/** Names versions; each is looked up once, for many events are about the same one. */
function namer(state: IndexQueries): VersionNamer {
  const names = new Map<VersionId, string>();
  return (id) => {
    const known = names.get(id);
    if (known !== undefined) return known;
    const version = state.version(id) ?? state.deletedVersion(id);
    const name = version ? versionTitle(version) : "an unknown version";
    names.set(id, name);
    return name;
  };
}

function logEntry(event: RegistryEvent, nameOf: VersionNamer): LogEntry {
  const { id, at, actor } = event;
  const stamp = { id, at, actor, ...eventTitle(event, nameOf), data: event.data };
  if (event.type === "unknown") return { ...stamp, type: event.recordedType, subject: "" };
  if (event.type === "ledger.started" || event.type === "ledger.loss-accepted") {
    return { ...stamp, type: event.type, subject: "" };
  }
  const version = versionOf(event);
  return {
    ...stamp,
    type: event.type,
    model: event.data.model,
    subject: version === undefined ? event.data.model : nameOf(version),
    ...(version !== undefined && { version }),
  };
}

type EventOfModel = Exclude<
  RegistryEvent,
  { type: "unknown" | "ledger.started" | "ledger.loss-accepted" }
>;

function versionOf(event: EventOfModel): VersionId | undefined {
  if (event.type === "version.registered") return VersionId.parse(event.id);
  if (event.type === "alias.removed") return event.data.previous;
  return event.data.version;
}
