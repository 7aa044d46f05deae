import * as l10n from "@vscode/l10n";
import type { RegistryEvent, Stamped, VersionRegistered } from "../events/event.ts";
import type { ModelId } from "../events/model-events.ts";
import type { Artifact } from "../model/artifact.ts";
import type {
  ModelName,
  Sha256,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../model/ids.ts";
import type { Alias, Annotations } from "../model/markings.ts";
import type { Actor, Metrics } from "../model/recipe.ts";
import type { VersionLabel } from "../model/version-label.ts";
import { versionCount as countOfVersions } from "../text/counts.ts";

/** A model: a name under which versions are registered. It may have none. */
export interface Model {
  readonly id: ModelId;
  readonly name: ModelName;
  /** Names that it had before and that still lead to it, the last one first; absent if none do. */
  readonly formerNames?: readonly ModelName[];
  readonly versionCount: number;
  /** The highest version number given so far; 0 if none was. */
  readonly latestNumber: number;
  readonly registeredAt: Timestamp;
  readonly changedAt: Timestamp;
}

/** Data of a version that lists show. */
export interface Version {
  readonly id: VersionId;
  readonly model: ModelName;
  readonly number: VersionNumber;
  /** Present when two clones claimed the same number and this version had to take another. */
  readonly claimedNumber?: VersionNumber;
  /** Its name by the policy's versioning strategy, unique in the model. */
  readonly label?: VersionLabel;
  /** Present when another clone gave the same label earlier, so that this version has none. */
  readonly claimedLabel?: VersionLabel;
  /** Aliases that point here, sorted; absent if there are none. */
  readonly aliases?: readonly Alias[];
  readonly stage: Stage;
  readonly stageSince: Timestamp;
  readonly registeredAt: Timestamp;
  readonly registeredBy: Actor;
  readonly digest: Sha256;
  /** Bytes of all artifacts. */
  readonly size: number;
  readonly metrics: Metrics;
  /**
   * Time of the rollback if being rolled back from was the last thing that happened to the version.
   */
  readonly rolledBackAt?: Timestamp;
}

/** The same without its metrics, of which a registry has many more than versions. */
export type VersionOutline = Omit<Version, "metrics">;

/** Everything recorded about a version. */
export interface VersionDetail extends Version {
  readonly registration: VersionRegistered["data"];
  readonly artifacts: readonly Artifact[];
  readonly tags: Readonly<Record<string, string>>;
  readonly annotations: Annotations;
  readonly history: readonly RegistryEvent[];
}

export type Registration = Stamped<VersionRegistered>;

/** Returns `3 versions`, or that there is none. */
export function versionCountText({ versionCount, latestNumber }: Model): string {
  if (versionCount > 0) return countOfVersions(versionCount);
  return latestNumber > 0 ? l10n.t("no versions") : l10n.t("no versions yet");
}

/** Returns the title of a version: `fraud 5`. */
export function versionTitle(version: Pick<Version, "model" | "number">): string {
  return `${version.model} ${version.number}`;
}

/** Returns the reference of a version, for commands: `fraud@5`. */
export function versionReference(version: Pick<Version, "model" | "number">): string {
  return `${version.model}@${version.number}`;
}
