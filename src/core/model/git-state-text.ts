import { count } from "../text/format.ts";
import type { GitState } from "./recipe.ts";

/**
 * Returns the state of the work tree as text to put after the commit; undefined if it was clean.
 */
export function besideCommit({ state }: Pick<GitState, "state">): string | undefined {
  switch (state) {
    case "clean":
      return undefined;
    case "changed":
      return "with uncommitted changes";
    case "unknown":
      return "uncommitted changes unknown";
  }
}

/** Returns the uncommitted changes as a value: `none`, `3 files`, `unknown`. */
export function uncommittedText({ state, dirty }: Pick<GitState, "state" | "dirty">): string {
  if (state === "unknown") return "unknown";
  return state === "clean" ? "none" : dirty ? count(dirty.files.length, "file") : "some";
}
