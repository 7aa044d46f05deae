import { count } from "./format.ts";

/** `2 objects and 1 left-over`: what nothing needs, for people. */
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
