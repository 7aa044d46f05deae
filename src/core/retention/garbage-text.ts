import { count } from "../text/format.ts";

/** Describes the garbage for people: `2 objects and 1 left-over`. */
export function garbageText({
  objects,
  leftovers,
}: {
  readonly objects: number;
  readonly leftovers: number;
}): string {
  const parts = [
    ...(objects > 0 ? [count(objects, "object")] : []),
    ...(leftovers > 0 ? [count(leftovers, "left-over")] : []),
  ];
  return parts.join(" and ");
}
