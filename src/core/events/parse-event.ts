import * as z from "zod";
import { parsingOf } from "../model/schema-parsing.ts";
import { isNestedDeeperThan } from "../text/nesting.ts";
import { EventBody, Stamp, type RegistryEvent } from "./event.ts";
import { LedgerStarted } from "./ledger-events.ts";
import { upcasters, type Upcaster } from "./upcasters.ts";

const Envelope = Stamp.unwrap().extend({
  type: z.string().min(1).max(250),
  v: z.int().min(1),
  data: z.unknown(),
});

/** Levels of nesting up to which the data of an unknown event is kept in memory and shown. */
const maxDepth = 100;
const tooDeep = "(nested too deeply to be shown)";

const KnownBody = z.discriminatedUnion("type", [...EventBody.options, LedgerStarted]);

let versions: ReadonlyMap<string, number> | undefined;

/** Returns the schema version of each event type; made once, as that makes the schemas. */
function currentVersions(): ReadonlyMap<string, number> {
  versions ??= new Map(
    KnownBody.options.map((option) => {
      const { type, v } = option.unwrap().unwrap().shape;
      return [type.value, v.value];
    }),
  );
  return versions;
}

/**
 * Returns the schema version in which this release knows an event type; undefined for other types.
 */
export function knownVersion(type: string): number | undefined {
  return currentVersions().get(type);
}

/** Returns the event types that this release knows. */
export function knownTypes(): readonly string[] {
  return [...currentVersions().keys()];
}

export type ParsedEvent =
  | { readonly ok: true; readonly event: RegistryEvent }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads one event as the ledger holds it. Older schema versions are upcast; a type or a schema
 * version newer than this release knows comes back as `unknown`; anything malformed is a problem.
 */
export function parseEvent(value: unknown): ParsedEvent {
  const envelope = Envelope.safeParse(value, parsingOf(Envelope));
  if (!envelope.success) return { ok: false, problem: firstIssue(envelope.error) };

  const { type, v, data, ...stamp } = envelope.data;
  const current = currentVersions().get(type);
  if (current === undefined || v > current) {
    const shown = isNestedDeeperThan(maxDepth, data) ? tooDeep : data;
    return { ok: true, event: { ...stamp, type: "unknown", recordedType: type, v, data: shown } };
  }
  const upcasted = upcast(upcasters[type] ?? {}, data, v, current);
  if (!upcasted.ok) return { ok: false, problem: `${type}: ${upcasted.problem}` };
  const given = { type, v: current, data: upcasted.data };
  const body = KnownBody.safeParse(given, parsingOf(KnownBody));
  if (!body.success) return { ok: false, problem: `${type}: ${firstIssue(body.error)}` };
  return { ok: true, event: { ...stamp, ...body.data } };
}

/** Converts data step by step from schema version `from` to version `to`. */
export function upcast(
  steps: Readonly<Record<number, Upcaster>>,
  data: unknown,
  from: number,
  to: number,
):
  { readonly ok: true; readonly data: unknown } | { readonly ok: false; readonly problem: string } {
  let upcasted = data;
  for (let v = from; v < to; v += 1) {
    const step = steps[v];
    if (!step) return { ok: false, problem: `no upcaster for version ${v}` };
    upcasted = step(upcasted);
  }
  return { ok: true, data: upcasted };
}

/** Returns the first problem of a failed parse, with the path of the field, on one line. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return error.message;
  const path = issue.path.map(String).join(".");
  return path ? `${path}: ${issue.message}` : issue.message;
}
