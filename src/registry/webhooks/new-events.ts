import type { RegistryEvent } from "../../core/events/event.ts";
import { VersionId, type EventId } from "../../core/model/ids.ts";
import type { ModelRecord } from "../../core/state/records.ts";
import type { Registry } from "../registry.ts";

/** An event, and the model that it is about as it is now. */
export interface NewEvent {
  readonly event: RegistryEvent;
  readonly model: ModelRecord | undefined;
  /** Number of the version that it is about. */
  readonly version: number | undefined;
}

/** Largest number of events that are read at once. */
const maxEvents = 100;

/** Returns the next events after one, oldest first, whoever decided them. */
export function eventsAfter(registry: Registry, after: EventId): Promise<readonly NewEvent[]> {
  return registry.read((state) =>
    state.events
      .log({}, { limit: maxEvents, after, order: { column: "time", descending: false } })
      .map((event) => {
        const name = state.events.modelOf(event.id);
        const about = versionOf(event);
        const id = VersionId.safeParse(about).data;
        const version = id && state.version(id);
        return {
          event,
          model: name && state.records.model(name),
          version: version?.number,
        };
      }),
  );
}

function versionOf(event: RegistryEvent): string | undefined {
  if (event.type === "version.registered") return event.id;
  const { data } = event;
  if (typeof data !== "object" || data === null || !("version" in data)) return undefined;
  return typeof data.version === "string" ? data.version : undefined;
}
