import { count } from "../text/format.ts";

/** Describes the garbage for people: `2 objects and 1 left-over`. */
export function garbageText({
  objects,
  leftovers,
  snapshots,
}: {
  readonly objects: number;
  readonly leftovers: number;
  readonly snapshots: number;
}): string {
  const parts = [
    ...(objects > 0 ? [count(objects, "object")] : []),
    ...(leftovers > 0 ? [count(leftovers, "left-over")] : []),
    ...(snapshots > 0 ? [count(snapshots, "unused snapshot")] : []),
  ];
  const last = parts.pop() ?? "";
  return parts.length > 0 ? `${parts.join(", ")} and ${last}` : last;
}
