import type { Stage, VersionId } from "../model/ids.ts";
import type { VersionOutline } from "./version.ts";

/** The `retention-days` that count for a version: its own, or else those of its model. */
export interface RetentionDays {
  readonly text: string;
  readonly writtenOn: "version" | "model";
}

/** Facts about the whole registry that retention needs. */
export interface RetentionFacts {
  /** Every living version. */
  readonly versions: readonly VersionOutline[];
  /** Living versions made from another, by that other one. */
  readonly children: ReadonlyMap<VersionId, readonly VersionId[]>;
  /** Versions that somebody has requested approval of, and for which stage. */
  readonly requested: ReadonlyMap<VersionId, Stage>;
  /** Versions that take part in a running A/B test, and its name. */
  readonly tested: ReadonlyMap<VersionId, string>;
  /** Versions that a rollback of a stage would bring back, and of which. */
  readonly rollbackTargets: ReadonlyMap<VersionId, Stage>;
  /** The `retention-days` of versions that have some, or whose model has. */
  readonly retentionDays: ReadonlyMap<VersionId, RetentionDays>;
}
