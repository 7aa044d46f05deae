import type { FieldPath } from "./redaction-events.ts";
import { valueAt } from "./value-at.ts";

/** Members whose values people gave by names of their own, and that no decision is made from. */
const named = new Set([
  ...["parameters", "tags", "otherMetadata", "metadata", "annotations", "attributes", "params"],
]);

/** Members that hold free text, or say where something came from. */
const texts = new Set([
  ...["description", "reason", "labelReason", "subject", "remote", "line", "problem", "note"],
  ...["message", "user", "unknownReason", "command", "hypothesis"],
]);

/** Annotations that are no free text: retention follows them. */
const deciding = new Set(["retention-days"]);

/** Reason why a value can't be taken out of a line. */
export type FieldObstacle =
  /** It is the name of a value, which others refer to. */
  | "name"
  /** A decision of the registry follows from it. */
  | "decides"
  /** It is no text and no parameter. */
  | "no-text"
  /** The request for approval is open: it would no longer be known who may answer it. */
  | "open-request"
  /** The line can't be read without it, or would not keep its length. */
  | "form";

/**
 * Returns why a value of a line can't be taken out; undefined if it can. Ids, digests, names of
 * models, stages, numbers and times decide what state the registry is in: without them clones would
 * come to different states.
 *
 * @param path from the line: `["data", "reason"]`
 */
export function fieldObstacle(line: unknown, path: FieldPath): FieldObstacle | undefined {
  const value = valueAt(line, path);
  const isPlain = ["string", "number", "boolean"].includes(typeof value);
  if (!isPlain) return "no-text";
  const [top, ...rest] = path;
  const key = path.at(-1);
  if (top === "actor") return key === "name" || key === "email" ? undefined : "decides";
  if (top !== "data" || rest.length === 0) return "decides";
  if (isDecidingAnnotation(line, path)) return "decides";
  if (rest.slice(0, -1).some((step) => typeof step === "string" && named.has(step))) {
    return undefined;
  }
  return typeof value === "string" && isText(line, path) ? undefined : "decides";
}

function isText(line: unknown, path: FieldPath): boolean {
  const key = path.at(-1);
  const before = path.at(-2);
  if (typeof key === "number") return before === "command" || before === "leftOut";
  if (key === undefined) return false;
  if (before === "author" && (key === "name" || key === "email")) return true;
  const type = valueAt(line, ["type"]);
  if ((type === "tag.set" || type === "tag.removed") && path.length === 2) {
    return key === "value" || key === "previous";
  }
  if (path[1] === "changes" && (key === "from" || key === "to")) return true;
  return texts.has(key);
}

function isDecidingAnnotation(line: unknown, path: FieldPath): boolean {
  if (path[1] === "annotations") return deciding.has(String(path[2]));
  if (path[1] !== "changes" || path.length !== 4) return false;
  return deciding.has(String(valueAt(line, [...path.slice(0, 3), "field"])));
}
