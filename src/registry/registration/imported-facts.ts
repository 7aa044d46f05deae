import type { CommitId } from "../../core/model/ids.ts";
import type { GitState, Creation, Metrics, MissingFact } from "../../core/model/recipe.ts";

/** Facts about an imported version, beside its files. */
export interface ImportedFacts {
  readonly made?: Creation;
  /** The path that it had, if it was read from somewhere else. */
  readonly source?: string;
  /** The commit that is known to be its own. */
  readonly commit?: CommitId;
  readonly missing?: readonly MissingFact[];
  readonly noted?: NotedMetrics;
}

/** Metrics in a text that people wrote about a version, which those of files count over. */
export interface NotedMetrics {
  readonly metrics: Metrics;
  /** The text's file, relative to the workspace folder where it is inside. */
  readonly source: string;
}

/** Returns when an imported version was made: as people wrote, else by its commit, else as it seems. */
export function madeWhen(
  imported: ImportedFacts | undefined,
  git: GitState | undefined,
): Creation | undefined {
  if (!imported) return undefined;
  if (!git || imported.made?.source === "notes") return imported.made;
  return { at: git.committedAt, source: "commit" };
}

/** Returns the file of the noted metrics, if there are some. */
export function notedSource({ noted }: ImportedFacts = {}): readonly string[] {
  return noted ? [noted.source] : [];
}
