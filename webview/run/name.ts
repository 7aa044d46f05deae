import type { DescribedRun } from "./protocol.ts";

/** Returns what a run is called: its name, else the beginning of its id. */
export function runName({ id, name }: Pick<DescribedRun, "id" | "name">): string {
  return name ?? id.slice(0, 8);
}
