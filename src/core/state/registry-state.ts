import type { AbTestsOnRecord } from "../abtests/ab-test.ts";
import type { VersionRegistered } from "../events/event.ts";
import type {
  EventId,
  ModelName,
  Sha256,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../model/ids.ts";
import type { Alias, Annotations } from "../model/markings.ts";
import type { Actor } from "../model/recipe.ts";
import type { MonitoringOnRecord } from "../monitoring/alert.ts";
import type { ObservationsOnRecord } from "../observations/observations-on-record.ts";
import type { VersionReproduced } from "../reproduction/reproduction-events.ts";
import type { RunsOnRecord } from "../runs/runs-on-record.ts";
import type { ApprovalRequest } from "./approval.ts";
import type { DeletedVersion } from "./deleted-version.ts";
import type { RetentionFacts } from "./retention-facts.ts";
import type { Model, Version } from "./version.ts";

/**
 * State of the registry after the last event applied, as the rules see it. Answers are immediate
 * (an index in memory) and consistent for as long as the caller does not wait. Versions are living
 * ones; deleted ones have methods of their own.
 */
export interface RegistryState {
  /** Experiments and runs. */
  readonly runs: RunsOnRecord;
  /** A/B tests. */
  readonly abTests: AbTestsOnRecord;
  /** Observations. */
  readonly observations: ObservationsOnRecord;
  /** Alerts, and what belongs to them. */
  readonly monitoring: MonitoringOnRecord;
  /**
   * The living model that a name leads to, the present one or, unless another has it, a former one.
   */
  model(name: ModelName): Model | undefined;
  /** The highest number given to a version of a model, deleted or not; 0 if none was. */
  highestNumber(name: ModelName): number;
  version(id: VersionId): Version | undefined;
  versionNumbered(model: ModelName, number: VersionNumber): Version | undefined;
  latestVersion(model: ModelName): Version | undefined;
  /** Versions of the model now in the stage, the one that entered last first. */
  holders(model: ModelName, stage: Stage): readonly Version[];
  /** The event by which a version entered the stage it is in; undefined for its first one. */
  stageEntry(version: VersionId): { readonly at: Timestamp; readonly actor: Actor } | undefined;
  /** The version that entered the stage last of those in it, other than `except`. */
  latestHolder(model: ModelName, stage: Stage, except?: VersionId): Version | undefined;
  /** Versions that were in the stage and have left it, the one that left last first. */
  formerHolders(model: ModelName, stage: Stage, limit?: number): readonly Version[];
  /** The data recorded when the version was registered. */
  registration(id: VersionId): VersionRegistered["data"] | undefined;
  /** Reproductions of a version, newest first. */
  reproductions(id: VersionId): readonly VersionReproduced["data"][];
  versionLabelled(model: ModelName, label: string): Version | undefined;
  /**
   * The version whose label is the highest semantic version number of the model, deleted or not.
   */
  highestLabelled(model: ModelName): Version | undefined;
  deletedVersion(id: VersionId): DeletedVersion | undefined;
  /** The deleted version with this number or label. */
  deletedCalled(model: ModelName, name: VersionNumber | string): DeletedVersion | undefined;
  aliased(model: ModelName, alias: Alias): Version | undefined;
  /** Tags of a model, or of one of its versions, by key. */
  tags(model: ModelName, version?: VersionId): ReadonlyMap<string, string>;
  annotations(model: ModelName, version?: VersionId): Annotations;
  approvalRequest(id: EventId): ApprovalRequest | undefined;
  /** The open request that a version may enter a stage. */
  openRequest(version: VersionId, to: Stage): ApprovalRequest | undefined;
  /** The stage for which approval of the version has been requested. */
  requestedStage(version: VersionId): Stage | undefined;
  /** Versions made from this one, oldest first. */
  children(id: VersionId): readonly Version[];
  /**
   * The facts that retention needs.
   *
   * @param exclusive the stages in which a model can have one version only
   */
  retentionFacts(exclusive: readonly Stage[]): RetentionFacts;
  /** Versions with exactly these bytes, whatever their files are called; oldest first. */
  versionsWithContent(digests: readonly Sha256[]): readonly Version[];
}
