import type { RunArtifact } from "../model/run.ts";

/** Returns the path by which an artifact is known among all of its run: those of models are below them. */
export function runPlace({ path, model }: Pick<RunArtifact, "path" | "model">): string {
  return model === undefined ? path : `${model}/${path}`;
}
