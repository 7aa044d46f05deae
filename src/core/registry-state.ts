import type { ModelName, Sha256, Stage, VersionId, VersionNumber } from "./ids.ts";
import type { Model, Version } from "./version.ts";

/**
 * The registry as the rules see it: everything up to the last event applied. Answers are immediate
 * (an index in memory) and consistent for as long as the caller does not wait.
 */
export interface RegistryState {
  model(name: ModelName): Model | undefined;
  version(id: VersionId): Version | undefined;
  versionNumbered(model: ModelName, number: VersionNumber): Version | undefined;
  latestVersion(model: ModelName): Version | undefined;
  /** Versions of the model now in the stage, the one that entered last first. */
  holders(model: ModelName, stage: Stage): readonly Version[];
  /** Versions that were in the stage and no longer are, the one that left last first. */
  formerHolders(model: ModelName, stage: Stage): readonly Version[];
  /** Versions with exactly these bytes, whatever their files are called; oldest first. */
  versionsWithContent(digests: readonly Sha256[]): readonly Version[];
}
