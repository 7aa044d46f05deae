import * as z from "zod";
import { EventBody, Stamp, type RegistryEvent } from "./event.ts";

const Envelope = Stamp.unwrap().extend({
  type: z.string().min(1).max(250),
  v: z.int().min(1),
  data: z.unknown(),
});

type Upcaster = (data: unknown) => unknown;

/**
 * How the data of an older schema version becomes that of the next one: `upcasters[type][v]` turns
 * `v` into `v + 1`.
 */
export type Upcasters = Readonly<Record<string, Readonly<Record<number, Upcaster>>>>;

/** None so far: every event type is at version 1. */
const noUpcasters: Upcasters = {};

const currentVersions: ReadonlyMap<string, number> = new Map(
  EventBody.options.map((option) => [
    option.unwrap().shape.type.value,
    option.unwrap().shape.v.value,
  ]),
);

export type ParsedEvent =
  | { readonly ok: true; readonly event: RegistryEvent }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads one event as the ledger holds it. Older schema versions are upcast; a type or a schema
 * version newer than this release knows comes back as `unknown`; anything malformed is a problem.
 */
export function parseEvent(value: unknown, upcasters: Upcasters = noUpcasters): ParsedEvent {
  const envelope = Envelope.safeParse(value);
  if (!envelope.success) return { ok: false, problem: firstIssue(envelope.error) };

  const { id, at, actor, type } = envelope.data;
  const current = currentVersions.get(type);
  let { v, data } = envelope.data;
  if (current === undefined || v > current) {
    return { ok: true, event: { id, at, actor, type: "unknown", recordedType: type, v, data } };
  }
  for (; v < current; v += 1) {
    const upcast = upcasters[type]?.[v];
    if (!upcast) return { ok: false, problem: `no upcaster for ${type} version ${v}` };
    data = upcast(data);
  }
  const body = EventBody.safeParse({ type, v, data });
  if (!body.success) return { ok: false, problem: `${type}: ${firstIssue(body.error)}` };
  return { ok: true, event: { id, at, actor, ...body.data } };
}

/** The first problem of a failed parse, with the path of the field, on one line. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return error.message;
  const path = issue.path.map(String).join(".");
  return path ? `${path}: ${issue.message}` : issue.message;
}
