import type { Creation } from "./recipe.ts";

/** Sources of the time at which an imported version was made, in words. */
export const creationSources: Readonly<Record<Creation["source"], string>> = {
  commit: "its commit",
  name: "its name",
  notes: "notes beside it",
  file: "the time of its file",
};
