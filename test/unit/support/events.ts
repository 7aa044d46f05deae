import { decodeTime, encodeTime } from "ulid";
import type { RegistryEvent, Stamp, VersionRegistered } from "../../../src/core/events/event.ts";
import { parseEvent } from "../../../src/core/events/parse-event.ts";
import { artifactManifest } from "../../../src/core/model/artifact.ts";
import {
  EventId,
  ModelName,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../../../src/core/model/ids.ts";
import { VersionLabel } from "../../../src/core/model/version-label.ts";
import { sha256 } from "../../../src/storage/ledger/ledger-line.ts";

const epoch = Date.parse("2026-01-01T00:00:00Z");
const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The id of an event made `milliseconds` after the beginning of 2026. */
export function eventId(milliseconds: number, entropy = 0): EventId {
  let rest = entropy;
  let random = "";
  for (let index = 0; index < 16; index += 1) {
    random = digits.charAt(rest % 32) + random;
    rest = Math.floor(rest / 32);
  }
  return EventId.parse(encodeTime(epoch + milliseconds, 10) + random);
}

/** Returns person and time for an event with this id. */
export function stamp(id: EventId): Stamp {
  const at = Timestamp.parse(new Date(decodeTime(id)).toISOString());
  return { id, at, actor: { name: "Ada", email: "ada@example.org" } };
}

/** A registration of one file with these bytes. */
export function registrationData(
  model: string,
  content: string,
  rest: Partial<Pick<VersionRegistered["data"], "description">> & {
    readonly parents?: readonly VersionId[];
    readonly metrics?: Readonly<Record<string, number>>;
  } = {},
): Omit<VersionRegistered["data"], "number"> {
  const { metrics = {}, parents = [], ...others } = rest;
  const artifacts = [
    { path: "model.pkl", role: "model", sha256: sha256(content), size: content.length } as const,
  ];
  return {
    model: ModelName.parse(model),
    source: "model.pkl",
    artifacts,
    digest: sha256(artifactManifest(artifacts)),
    recipe: {
      metrics,
      parameters: {},
      datasets: [],
      sources: { metrics: [], parameters: [] },
      missing: [],
    },
    parents: parents.map((version) => ({ relation: "derived-from", version })),
    ...others,
  };
}

export function registered(
  id: EventId,
  model: string,
  number: number,
  metrics: Readonly<Record<string, number>> = {},
  label?: string,
  parents: readonly EventId[] = [],
): RegistryEvent {
  const data = registrationData(model, id, {
    metrics,
    parents: parents.map((parent) => VersionId.parse(parent)),
  });
  return {
    ...stamp(id),
    type: "version.registered",
    v: 2,
    data: {
      ...data,
      number: VersionNumber.parse(number),
      ...(label !== undefined && { label: VersionLabel.parse(label) }),
    },
  };
}

export function transitioned(
  id: EventId,
  model: string,
  version: EventId,
  to: string,
  displaces?: { readonly versions: readonly EventId[]; readonly to: string },
): RegistryEvent {
  return {
    ...stamp(id),
    type: "version.transitioned",
    v: 1,
    data: {
      model: ModelName.parse(model),
      version: VersionId.parse(version),
      from: Stage.parse("None"),
      to: Stage.parse(to),
      ...(displaces && { displaces: displacement(displaces) }),
    },
  };
}

export function rolledBack(
  id: EventId,
  model: string,
  version: EventId,
  stage: string,
  displaces: { readonly versions: readonly EventId[]; readonly to: string },
): RegistryEvent {
  return {
    ...stamp(id),
    type: "stage.rolled-back",
    v: 1,
    data: {
      model: ModelName.parse(model),
      stage: Stage.parse(stage),
      version: VersionId.parse(version),
      from: Stage.parse("Archived"),
      displaces: displacement(displaces),
      reason: "it got worse",
    },
  };
}

/** An event as the ledger would hold it, of a type without a maker of its own here. */
export function written(id: EventId, type: string, data: unknown): RegistryEvent {
  const parsed = parseEvent({ ...stamp(id), type, v: 1, data });
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.event;
}

/** An event of a release that does not exist yet. */
export function unknown(id: EventId, type: string, data: unknown, v = 1): RegistryEvent {
  return { ...stamp(id), type: "unknown", recordedType: type, v, data };
}

function displacement({ versions, to }: { versions: readonly EventId[]; to: string }): {
  versions: VersionId[];
  to: Stage;
} {
  return { versions: versions.map((id) => VersionId.parse(id)), to: Stage.parse(to) };
}
