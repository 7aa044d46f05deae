import fc from "fast-check";
import type { RegistryEvent } from "../../../src/core/events/event.ts";
import type { EventId } from "../../../src/core/model/ids.ts";
import { chainStart, sha256 } from "../../../src/storage/ledger/ledger-line.ts";
import {
  eventId,
  registered,
  rolledBack,
  stamp,
  transitioned,
  unknown,
  written,
} from "./events.ts";
import { writers } from "./grown-index.ts";
import { ReferenceModel } from "./reference-model.ts";

export const models = ["fraud", "churn"];
export const stages = ["None", "Staging", "Production", "Archived", "Rejected"];

/** An event of some clone that knows little of the others; `version` picks one of those before. */
export const step = fc.record({
  writer: fc.nat(writers.length - 1),
  /** The other clones hear of it now, or together with a later one. */
  isTold: fc.boolean(),
  what: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("register"),
        number: fc.integer({ min: 1, max: 6 }),
        label: fc.option(fc.constantFrom("1.0.0", "1.1.0"), { nil: undefined }),
        metrics: fc.dictionary(
          fc.string({ unit: "binary", minLength: 1 }),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          { maxKeys: 3, noNullPrototype: true },
        ),
        parent: fc.option(fc.nat(), { nil: undefined }),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant("delete"),
        version: fc.nat(),
        /** Number of the last events that the clone that deletes it has not heard of. */
        unheard: fc.nat(3),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("move"),
        version: fc.nat(),
        to: fc.constantFrom(...stages),
        isExclusive: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("roll back"),
        version: fc.nat(),
        to: fc.constantFrom(...stages),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant("mark"),
        version: fc.nat(),
        mark: fc.constantFrom(
          ...(["alias", "no alias", "tag", "no tag", "note", "no note"] as const),
        ),
        key: fc.constantFrom("a", "b"),
        value: fc.constantFrom("x", "y"),
        isOfModel: fc.boolean(),
        /** The model that the event names may be wrong. */
        isMistaken: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant("ask"),
        version: fc.nat(),
        to: fc.constantFrom("Staging", "Production"),
        promote: fc.boolean(),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant("answer"),
        request: fc.nat(),
        answer: fc.constantFrom("approved", "approved", "denied", "withdrawn"),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant("reproduce"),
        version: fc.nat(),
        isSame: fc.boolean(),
        /** The model that the event names may be wrong. */
        isMistaken: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("something new"), data: fc.jsonValue() }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("move the unknown"),
        to: fc.constantFrom(...stages),
      }),
    },
  ),
  model: fc.constantFrom(...models),
  /** Milliseconds since the event before; with 0 ids differ in their last digits only. */
  later: fc.nat(2),
});
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Things that can be referred to. */
interface Known {
  readonly events: RegistryEvent[];
  readonly versions: { readonly id: EventId; readonly model: string }[];
  readonly requests: {
    readonly request: EventId;
    readonly model: string;
    readonly version: EventId;
    readonly to: string;
  }[];
}

/** The events of some steps, with ids that rise. */
export function eventsOf(steps: readonly Step[]): RegistryEvent[] {
  const known: Known = { versions: [], requests: [], events: [] };
  let time = 0;
  return steps.map(({ what, model, later }, index) => {
    time += later;
    const id = eventId(time, index);
    const event = eventOf(id, model, what, known, index);
    known.events.push(event);
    if (event.type === "version.registered") known.versions.push({ id, model });
    if (event.type === "approval.requested") known.requests.push({ request: id, ...event.data });
    return event;
  });
}

const basis = { digest: chainStart, policy: chainStart };
const displaces = { versions: [], to: "Archived" };

function eventOf(
  id: EventId,
  model: string,
  what: Step["what"],
  { versions, requests, events }: Known,
  index: number,
): RegistryEvent {
  if ("metrics" in what) {
    const parent = what.parent === undefined ? undefined : versions[what.parent % versions.length];
    const parents = parent ? [parent.id] : [];
    return registered(id, model, what.number, what.metrics, what.label, parents);
  }
  if ("data" in what) return unknown(id, "dataset.renamed", what.data);
  if ("answer" in what) {
    const about = requests[what.request % requests.length];
    if (!about) return unknown(id, "nothing.asked", {});
    const { request, version, to } = about;
    const reason = what.answer === "denied" ? { reason: "no" } : {};
    const data = { request, model: about.model, version, to, ...basis, ...reason };
    return written(id, `approval.${what.answer}`, data);
  }
  const picked = "version" in what ? versions[what.version % versions.length] : undefined;
  if (picked && "unheard" in what) {
    const heard = new ReferenceModel(events.slice(0, events.length - what.unheard));
    const { stage, stageSince } = heard.versions.get(picked.id) ?? {
      stage: "None",
      stageSince: stamp(picked.id).at,
    };
    const data = { model: picked.model, version: picked.id, stage, stageSince };
    return written(id, "version.deleted", { ...data, ...basis, reason: "superseded" });
  }
  if (picked && "isSame" in what) {
    return reproduced(id, what.isMistaken ? model : picked.model, picked.id, what.isSame);
  }
  if (picked && !("unheard" in what) && !("isSame" in what)) {
    return eventAbout(id, picked, what, model);
  }
  const to = "to" in what ? what.to : "Staging";
  return transitioned(id, model, eventId(0, 1e9 + index), to, displaces);
}

function eventAbout(
  id: EventId,
  { id: version, model }: Known["versions"][number],
  what: Exclude<
    Step["what"],
    | { metrics: unknown }
    | { data: unknown }
    | { answer: unknown }
    | { unheard: unknown }
    | { isSame: unknown }
  >,
  otherModel: string,
): RegistryEvent {
  if ("mark" in what) return markingEvent(id, what.isMistaken ? otherModel : model, version, what);
  const { to } = what;
  if ("promote" in what) {
    const { promote } = what;
    const data = { model, version, to, ...basis, reason: "please", promote };
    return written(id, "approval.requested", data);
  }
  if ("isExclusive" in what) {
    return transitioned(id, model, version, to, what.isExclusive ? displaces : undefined);
  }
  return rolledBack(id, model, version, to, displaces);
}

/** The outcome of making a version again, with the same bytes or others. */
function reproduced(id: EventId, model: string, version: EventId, isSame: boolean): RegistryEvent {
  const { at } = stamp(id);
  const recorded = sha256(version);
  return written(id, "version.reproduced", {
    model,
    version,
    command: { line: "python train.py" },
    commandSource: "given",
    commit: "1".repeat(40),
    start: at,
    end: at,
    files: [{ path: "model.pkl", recorded, produced: isSame ? recorded : sha256(id) }],
    metrics: {},
    inputs: [],
    environment: { machine: { architecture: "x64", cpus: 1 } },
  });
}

interface Marking {
  readonly mark: "alias" | "no alias" | "tag" | "no tag" | "note" | "no note";
  readonly key: string;
  readonly value: string;
  readonly isOfModel: boolean;
}

function markingEvent(
  id: EventId,
  model: string,
  version: EventId,
  { mark, key, value, isOfModel }: Marking,
): RegistryEvent {
  const about = isOfModel ? { model } : { model, version };
  switch (mark) {
    case "alias":
      return written(id, "alias.set", { model, alias: key, version, previous: version });
    case "no alias":
      return written(id, "alias.removed", { model, alias: key, previous: version });
    case "tag":
      return written(id, "tag.set", { ...about, key, value });
    case "no tag":
      return written(id, "tag.removed", { ...about, key, previous: value });
    case "note":
    case "no note": {
      const change = { field: key === "a" ? "team" : "changelog", from: "before" };
      const changes = [mark === "note" ? { ...change, to: value } : change];
      return written(id, "annotations.changed", { ...about, changes });
    }
  }
}
