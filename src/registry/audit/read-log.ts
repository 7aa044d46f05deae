import type { LogEntry, LogLine } from "../../core/audit/log-entry.ts";
import { eventFacts, type EventFact } from "../../core/events/event-facts.ts";
import { eventTitle } from "../../core/events/event-title.ts";
import type { RegistryEvent } from "../../core/events/event.ts";
import type { VersionNamer } from "../../core/events/history.ts";
import { noEffectText } from "../../core/events/no-effect.ts";
import { VersionId, type EventId, type ModelName } from "../../core/model/ids.ts";
import type { Policy } from "../../core/model/policy.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { EventFilter, EventPage } from "../../storage/index/events/event-log-query.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import { unsharedAmong } from "../exchange/version-sharing.ts";
import type { Registry } from "../registry.ts";
import {
  conflictTexts,
  otherPolicyConflicts,
  titleInConflict,
} from "../versions/merge-conflicts.ts";
import { namer } from "../versions/version-namer.ts";

export interface LogRequest extends Omit<EventFilter, "conflicts">, EventPage {
  /** Only events that met another state than the clone that decided them knew. */
  readonly conflicts?: boolean;
}

/** Every event that a filter lets through, newest first unless asked for in another order. */
export async function readLog(
  registry: Registry,
  request: LogRequest,
): Promise<readonly LogEntry[]> {
  const { policy } = await registry.policy();
  const entries = await registry.read((state) => {
    const { conflicts, ...filter } = request;
    const others = conflicts && otherPolicyConflicts(state, policy).map(({ event }) => event);
    const events = state.events.log({ ...filter, ...(others && { conflicts: others }) }, request);
    return logEntries(state, events, policy);
  });
  return withUnshared(registry, entries);
}

/** Marks the events of a shared registry that the remote does not have yet. Contacts nobody. */
export async function withUnshared<L extends LogLine>(
  registry: Registry,
  lines: readonly L[],
): Promise<readonly L[]> {
  const unshared = await unsharedAmong(
    registry,
    lines.map(({ id }) => id),
  );
  if (unshared.size === 0) return lines;
  return lines.map((line) => (unshared.has(line.id) ? { ...line, isUnshared: true } : line));
}

/** An event with all that was recorded, also in words. */
export interface EventRecord extends LogEntry {
  readonly facts: readonly EventFact[];
}

/** All that was recorded of one event. @throws RegistryError `invalid-request` */
export async function readEvent(
  registry: Registry,
  { event }: { readonly event: EventId },
): Promise<EventRecord> {
  const { policy } = await registry.policy();
  return registry.read((state) => {
    const found = state.events.find(event);
    const nameOf = namer(state);
    if (found)
      return { ...logEntry(state, found, nameOf, policy), facts: eventFacts(found, nameOf) };
    throw new RegistryError({ code: "invalid-request", reason: "event-unknown", event });
  });
}

/**
 * Returns events in the form of the audit trail.
 *
 * @param policy the active one, which decides which conflicts there are and how they can be settled
 */
export function logEntries(
  state: IndexQueries,
  events: readonly RegistryEvent[],
  policy: Policy,
): readonly LogEntry[] {
  const nameOf = namer(state);
  return events.map((event) => logEntry(state, event, nameOf, policy));
}

function logEntry(
  state: IndexQueries,
  event: RegistryEvent,
  nameOf: VersionNamer,
  policy: Policy,
): LogEntry {
  const { id, at, actor, data } = event;
  const type = event.type === "unknown" ? event.recordedType : event.type;
  const entry = { id, at, actor, type, ...titleAndConflicts(state, event, nameOf, policy), data };
  const version = versionOf(event);
  const model = state.events.modelOf(id) ?? recordedModel(event);
  return {
    ...entry,
    ...(model !== undefined && { model }),
    subject: version === undefined ? (model ?? "") : nameOf(version),
    ...(version !== undefined && { version }),
  };
}

function titleAndConflicts(
  state: IndexQueries,
  event: RegistryEvent,
  nameOf: VersionNamer,
  policy: Policy,
): Pick<LogEntry, "title" | "reason" | "conflicts"> {
  const said = eventTitle(event, nameOf);
  const noEffect = state.events.noEffect(event.id);
  if (noEffect) return { ...said, title: `${said.title} (${noEffectText(noEffect)})` };
  const conflicts = conflictTexts(state, nameOf, policy, event.id);
  if (conflicts.length === 0) return said;
  const parts = [titleInConflict(said.title, event), ...conflicts.map(({ text }) => text)];
  return { ...said, title: parts.join(" · "), conflicts };
}

/** Returns the version that an event is about. */
export function versionOf(event: RegistryEvent): VersionId | undefined {
  if (event.type === "version.registered") return VersionId.parse(event.id);
  if (event.type === "alias.removed") return event.data.previous;
  return isOfRun(event) || !("version" in event.data) ? undefined : event.data.version;
}

/** The model that an event names, though there is none of that name. */
function recordedModel(event: RegistryEvent): ModelName | undefined {
  if (event.type === "model.renamed") return event.data.from;
  if (event.type === "model.deleted") return event.data.name;
  return isOfRun(event) || !("model" in event.data) ? undefined : event.data.model;
}

const looseTypes: ReadonlySet<string> = new Set([
  "unknown",
  "run.started",
  "run.finished",
  "observations.sealed",
  "abtest.created",
  "abtest.split",
  "abtest.concluded",
]);

/** Returns true for events without a model, whose other fields may be any. */
function isOfRun(
  event: RegistryEvent,
): event is Extract<
  RegistryEvent,
  { type: "unknown" | "observations.sealed" | `run.${string}` | `abtest.${string}` }
> {
  return looseTypes.has(event.type);
}
