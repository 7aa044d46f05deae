import * as z from "zod";
import { Sha256 } from "../../core/model/ids.ts";
import { sha256, sumLength } from "./ledger-line.ts";

const Line = z.record(z.string(), z.unknown());

/**
 * Returns a line (newline excluded) that follows another one and is otherwise the same, byte by
 * byte: what a newer release wrote into it stays.
 */
export function relinkLine(bytes: Buffer, prev: Sha256): Buffer {
  const line = Line.parse(JSON.parse(bytes.toString("utf8")));
  const before = Sha256.safeParse(line["prev"]).data;
  const head = before && relinked(bytes.subarray(0, bytes.length - sumLength), before, prev);
  // A line that others wrote in another form, or that was redacted, says the same in ours.
  const plain = { ...line, prev, was: undefined, sum: undefined };
  const written = head ?? Buffer.from(JSON.stringify(plain).slice(0, -1));
  return Buffer.concat([written, Buffer.from(`,"sum":"${sha256(written)}"}`)]);
}

function relinked(head: Buffer, before: Sha256, prev: Sha256): Buffer | undefined {
  const field = `"prev":"`;
  const at = head.lastIndexOf(`${field}${before}"`);
  if (at < 0) return undefined;
  const from = at + field.length;
  const changed = Buffer.concat([
    head.subarray(0, from),
    Buffer.from(prev),
    head.subarray(from + prev.length),
  ]);
  // The data may have a field of that name and content.
  const line = Line.parse(JSON.parse(`${changed.toString("utf8")}}`));
  return line["prev"] === prev ? changed : undefined;
}
