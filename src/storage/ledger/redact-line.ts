import * as z from "zod";
import { parseEvent } from "../../core/events/parse-event.ts";
import { Sha256 } from "../../core/model/ids.ts";
import { redactValues } from "../../core/redaction/redact-values.ts";
import { fieldObstacle } from "../../core/redaction/redactable-field.ts";
import type { RedactedField } from "../../core/redaction/redaction-events.ts";
import { lineHash, sha256, sumLength } from "./ledger-line.ts";

const Line = z.looseObject({
  id: z.unknown(),
  at: z.unknown(),
  actor: z.unknown(),
  type: z.unknown(),
  v: z.unknown(),
  data: z.unknown(),
  prev: z.unknown().optional(),
  sig: z.string().optional(),
});

/**
 * Returns a line (newline excluded) without some values, as long as it was. In place of `prev` it
 * has `was`, the hash that it had, which the next line goes on to name: so the chain holds, and no
 * line after it changes. Room is filled with spaces. A line that never counted keeps `prev`.
 *
 * @param counts whether the chain goes through the line
 * @returns undefined if it can't be read without them, would be longer, or none may be taken out
 */
export function redactLine(
  bytes: Buffer,
  fields: readonly RedactedField[],
  counts = true,
): Buffer | undefined {
  const before = parseJson(bytes.toString("utf8"));
  // Another clone may have recorded what to take out: what decides states stays, whoever says so.
  const allowed = fields.filter(({ path }) => fieldObstacle(before, path) === undefined);
  if (allowed.length === 0 && fields.length > 0) return undefined;
  const line = Line.safeParse(redactValues(before, allowed)).data;
  if (!line || !parseEvent(line).ok) return undefined;
  const { id, at, actor, type, v, data, prev, sig } = line;
  const head = JSON.stringify({ id, at, actor, type, v, data }).slice(0, -1);
  const link = counts
    ? `,"was":"${Buffer.from(lineHash(bytes), "hex").toString("base64url")}"`
    : `,"prev":${JSON.stringify(prev)}`;
  const end = `${link}${sig === undefined ? "" : `,"sig":${JSON.stringify(sig)}`}`;
  const room = bytes.length - sumLength - Buffer.byteLength(head) - Buffer.byteLength(end);
  if (room < 0) return undefined;
  const written = `${head}${" ".repeat(room)}${end}`;
  return Buffer.from(`${written},"sum":"${sha256(written)}"}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns a line's checksum, as it says it. */
export function sumOf(bytes: Buffer): Sha256 {
  return Sha256.parse(bytes.toString("latin1", bytes.length - 66, bytes.length - 2));
}
