import * as l10n from "@vscode/l10n";
import * as z from "zod";
import type { RegistryEvent, Stamped, VersionRegistered } from "../events/event.ts";
import type { ModelId } from "../events/model-events.ts";
import type { Artifact } from "../model/artifact.ts";
import { ModelName, Sha256, Stage, Timestamp, VersionId, VersionNumber } from "../model/ids.ts";
import { Alias, type Annotations } from "../model/markings.ts";
import { Actor, Metrics } from "../model/recipe.ts";
import { VersionLabel } from "../model/version-label.ts";
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

/**
 * Data of a version that lists show. The rows of the index, the data of pages and `--json` derive from
 * this description (docs/contributing/add-a-field.md).
 */
export const Version = z.object({
  id: VersionId,
  model: ModelName,
  number: VersionNumber,
  /** Present when two clones claimed the same number and this version had to take another. */
  claimedNumber: VersionNumber.exactOptional(),
  /** Its name by the policy's versioning strategy, unique in the model. */
  label: VersionLabel.exactOptional(),
  /** Present when another clone gave the same label earlier, so that this version has none. */
  claimedLabel: VersionLabel.exactOptional(),
  /** Aliases that point here, sorted; absent if there are none. */
  aliases: z.array(Alias).readonly().exactOptional(),
  stage: Stage,
  stageSince: Timestamp,
  registeredAt: Timestamp,
  registeredBy: Actor,
  digest: Sha256,
  /** Bytes of all artifacts. */
  size: z.number(),
  metrics: Metrics,
  /**
   * Time of the rollback if being rolled back from was the last thing that happened to the version.
   */
  rolledBackAt: Timestamp.exactOptional(),
});
export type Version = Readonly<z.infer<typeof Version>>;

/** The same without its metrics, of which a registry has many more than versions. */
export const VersionOutline = Version.omit({ metrics: true });
export type VersionOutline = Readonly<z.infer<typeof VersionOutline>>;

const listedFields = Version.keyof().options;

/** Returns of a version what lists show, and nothing else that is known of it. */
export function listedVersion(version: Version): Version {
  const fields = listedFields.flatMap((name) =>
    version[name] === undefined ? [] : [[name, version[name]] as const],
  );
  // As many fields, of the same values.
  return Object.fromEntries(fields) as unknown as Version;
}

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
