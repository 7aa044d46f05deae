import * as z from "zod";
import { Artifact } from "../model/artifact.ts";
import { Parent } from "../model/data/parent.ts";
import { eventBody } from "../model/event-body.ts";
import {
  EventId,
  ModelName,
  Sha256,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../model/ids.ts";
import { RecordedInspection } from "../model/inspection/recorded-inspection.ts";
import {
  AliasRemoved,
  AliasSet,
  AnnotationsChanged,
  AnnotationText,
  TagKey,
  TagRemoved,
  TagSet,
  TagValue,
} from "../model/markings.ts";
import { GateCheck } from "../model/policy/gate-check.ts";
import { Actor, Recipe } from "../model/recipe.ts";
import { VersionLabel } from "../model/version-label.ts";
import { LedgerRedacted } from "../redaction/redaction-events.ts";
import { VersionReproduced } from "../reproduction/reproduction-events.ts";
import { AbTestConcluded, AbTestCreated, AbTestSplit } from "./abtest-events.ts";
import {
  ApprovalApproved,
  ApprovalDenied,
  ApprovalRequested,
  ApprovalWithdrawn,
} from "./approval-events.ts";
import {
  ExperimentChanged,
  ExperimentCreated,
  ExperimentDeleted,
  ExperimentRestored,
} from "./experiment-events.ts";
import { HookFailed } from "./hook-events.ts";
import type { LedgerStarted } from "./ledger-events.ts";
import { LossAccepted } from "./loss-events.ts";
import { ModelCreated, ModelDeleted, ModelId, ModelRenamed } from "./model-events.ts";
import {
  AlertRaised,
  AlertRecovered,
  AutoRollbackFailed,
  RollbackCompleted,
  SketchTaken,
} from "./monitoring-events.ts";
import { ObservationsSealed } from "./observation-events.ts";
import { LedgerRepaired } from "./repair-events.ts";
import { RunDeleted, RunFinished, RunRestored, RunStarted } from "./run-events.ts";

/** A new version of a model exists. Its id is the event's id. */
export const VersionRegistered = eventBody("version.registered", 2, () =>
  z
    .object({
      model: ModelName,
      /**
       * The model that has this name in the clone that registers; absent if it makes the model.
       */
      modelId: ModelId.optional(),
      /** The number claimed; if another clone claimed it earlier, the next free one is given. */
      number: VersionNumber,
      /** First stage of the version; `None` if absent. */
      stage: Stage.optional(),
      /** The name claimed beside the number; another clone's is kept if it claimed it earlier. */
      label: VersionLabel.optional(),
      /** Reason for the label: `minor, since 1.3.0: data/train.csv changed`. */
      labelReason: z.string().max(500).optional(),
      description: z.string().max(5000).optional(),
      /** Annotations given at registration, by field; a field of a newer release is kept. */
      annotations: z.record(z.string().min(1).max(64), AnnotationText).readonly().optional(),
      /** Tags that the version has from the beginning; later events may change them. */
      tags: z.record(TagKey, TagValue).readonly().optional(),
      /** The registered file or folder, relative to the workspace folder. */
      source: z.string().max(4096),
      artifacts: z.array(Artifact).min(1).readonly(),
      /** SHA-256 of `artifactManifest(artifacts)`. */
      digest: Sha256,
      recipe: Recipe,
      parents: z.array(Parent).readonly(),
      /** Description that was read from the stored bytes. */
      inspection: RecordedInspection.optional(),
      /** Digest of the policy by which it got its first stage and its label. */
      policy: Sha256.optional(),
      /** Gate results of the first stage; skipped for an imported version. */
      gates: z.array(GateCheck).readonly().optional(),
      /** Set if it was registered although gates failed, for `reason`. */
      forced: z.literal(true).optional(),
      reason: z.string().min(1).max(5000).optional(),
    })
    .readonly(),
);
export type VersionRegistered = z.infer<typeof VersionRegistered>;

/**
 * Versions that leave an exclusive stage because another one enters it: they move to `to`.
 * `versions` are those in the stage known when it was decided; a version that another clone added
 * since is moved as well.
 */
export const Displacement = z
  .object({ versions: z.array(VersionId).readonly(), to: Stage })
  .readonly();
export type Displacement = z.infer<typeof Displacement>;

/** A version moved from one stage to another. */
export const VersionTransitioned = eventBody("version.transitioned", 1, () =>
  z
    .object({
      model: ModelName,
      version: VersionId,
      from: Stage,
      to: Stage,
      /** Present when `to` admits one version a model. */
      displaces: Displacement.optional(),
      reason: z.string().max(5000).optional(),
      /** Digest of the policy by which it was decided. */
      policy: Sha256.optional(),
      /** Gate results of `to`; absent if it has no gates. */
      gates: z.array(GateCheck).readonly().optional(),
      /** True if it was promoted although gates failed, for `reason`. */
      forced: z.literal(true).optional(),
      /** The request for approval after which it was promoted automatically. */
      request: EventId.optional(),
    })
    .readonly(),
);
export type VersionTransitioned = z.infer<typeof VersionTransitioned>;

/** A version that was in a stage before is in it again, its bytes having been verified. */
export const StageRolledBack = eventBody("stage.rolled-back", 1, () =>
  z
    .object({
      model: ModelName,
      stage: Stage,
      /** The version that is back in the stage. */
      version: VersionId,
      from: Stage,
      displaces: Displacement,
      reason: z.string().min(1).max(5000),
      /** Digest of the policy by which it was decided. */
      policy: Sha256.optional(),
      /** Gate results of `stage`; all are skipped except the check of who may promote. */
      gates: z.array(GateCheck).readonly().optional(),
      /** The alert for which the policy asks for the rollback, if no person did. */
      alert: EventId.optional(),
    })
    .readonly(),
);
export type StageRolledBack = z.infer<typeof StageRolledBack>;

/**
 * A version is deleted. Its number, its label and its history stay; its bytes are removed when no
 * other version refers to them. It holds for the version as `stage` and `stageSince` say: a version
 * that an event of another clone, unknown to the deciding clone, has put to use is not deleted
 * (docs/ARCHITECTURE.md).
 */
export const VersionDeleted = eventBody("version.deleted", 1, () =>
  z
    .object({
      model: ModelName,
      version: VersionId,
      /** The digest of the deleted version. */
      digest: Sha256,
      /** The stage that it was in. */
      stage: Stage,
      stageSince: Timestamp,
      reason: z.string().min(1).max(5000),
      /** Digest of the policy by which it was decided. */
      policy: Sha256,
      /**
       * True if the policy's retention rule deleted it, and no person for a reason of their own.
       */
      retention: z.literal(true).optional(),
    })
    .readonly(),
);
export type VersionDeleted = z.infer<typeof VersionDeleted>;

/** An event as a use case decides it: not yet stamped with an id, time and actor. */
export const EventBody = z.discriminatedUnion("type", [
  VersionRegistered,
  VersionTransitioned,
  StageRolledBack,
  VersionDeleted,
  VersionReproduced,
  ApprovalRequested,
  ApprovalApproved,
  ApprovalDenied,
  ApprovalWithdrawn,
  AliasSet,
  AliasRemoved,
  TagSet,
  TagRemoved,
  AnnotationsChanged,
  HookFailed,
  LossAccepted,
  ModelCreated,
  ModelRenamed,
  ModelDeleted,
  RunStarted,
  RunFinished,
  RunDeleted,
  RunRestored,
  ExperimentCreated,
  ExperimentChanged,
  ExperimentDeleted,
  ExperimentRestored,
  ObservationsSealed,
  AbTestCreated,
  AbTestSplit,
  AbTestConcluded,
  AlertRaised,
  AlertRecovered,
  AutoRollbackFailed,
  RollbackCompleted,
  SketchTaken,
  LedgerRepaired,
  LedgerRedacted,
]);
export type EventBody = z.infer<typeof EventBody>;

/** Actor and time of an event, with its signature if it has one. */
export const Stamp = z
  .object({
    id: EventId,
    at: Timestamp,
    actor: Actor,
    sig: z.string().min(1).max(8192).optional(),
  })
  .readonly();
export type Stamp = z.infer<typeof Stamp>;

/** An event type of a newer release: kept and shown, without effect. */
export interface UnknownEvent {
  readonly type: "unknown";
  readonly recordedType: string;
  readonly v: number;
  readonly data: unknown;
}

export type Stamped<E> = E & Stamp;
/** An event as this release writes it. */
export type WritableEvent = Stamped<EventBody> | Stamped<LedgerStarted>;
export type RegistryEvent = WritableEvent | Stamped<UnknownEvent>;
