import { eventTitle } from "../core/event-title.ts";
import type { RegistryEvent } from "../core/event.ts";
import { VersionId, type EventId, type ModelName, type Timestamp } from "../core/ids.ts";
import type { Actor } from "../core/recipe.ts";
import { versionTitle } from "../core/version.ts";
import type { EventFilter } from "../storage/event-log-query.ts";
import type { IndexQueries } from "../storage/index-queries.ts";
import type { Registry } from "./registry.ts";

export type LogRequest = EventFilter;

/** One event, as an audit trail shows it. */
export interface LogEntry {
  readonly id: EventId;
  readonly at: Timestamp;
  readonly actor: Actor;
  /** `version.registered`, `approval.denied`… */
  readonly type: string;
  readonly model?: ModelName;
  /** What it is about, for people: `fraud 4`, or the model's name. */
  readonly subject: string;
  readonly version?: VersionId;
  /** What happened, in a line. */
  readonly title: string;
  readonly reason?: string;
  /** All that was recorded. */
  readonly data: unknown;
}

/** Every event that a filter lets through, newest first. */
export function readLog(registry: Registry, request: LogRequest): Promise<readonly LogEntry[]> {
  return registry.read((state) => state.log(request).map((event) => logEntry(state, event)));
}

function logEntry(state: IndexQueries, event: RegistryEvent): LogEntry {
  const nameOf = (id: VersionId): string => {
    const version = state.version(id);
    return version ? versionTitle(version) : "an unknown version";
  };
  const { id, at, actor } = event;
  const stamp = { id, at, actor, ...eventTitle(event, nameOf), data: event.data };
  if (event.type === "unknown") return { ...stamp, type: event.recordedType, subject: "" };
  const version = versionOf(event);
  return {
    ...stamp,
    type: event.type,
    model: event.data.model,
    subject: version === undefined ? event.data.model : nameOf(version),
    ...(version !== undefined && { version }),
  };
}

function versionOf(event: Exclude<RegistryEvent, { type: "unknown" }>): VersionId | undefined {
  if (event.type === "version.registered") return VersionId.parse(event.id);
  if (event.type === "alias.removed") return event.data.previous;
  return event.data.version;
}
