import type { ModelName, Stage, Timestamp, VersionId, VersionNumber } from "../model/ids.ts";

/** Something that versions may depend on: data, a commit, or a version. */
export type ImpactSubject =
  | {
      readonly kind: "dataset";
      readonly place: string;
      /** Contents that versions were recorded with; of very many only the first. */
      readonly contents: readonly string[];
    }
  | { readonly kind: "commit"; readonly commit: string }
  | { readonly kind: "version"; readonly version: VersionId; readonly title: string };

/** A version that depends on the subject, and by which way. */
export interface ImpactedVersion {
  readonly id: VersionId;
  readonly model: ModelName;
  readonly number: VersionNumber;
  readonly stage: Stage;
  readonly registeredAt: Timestamp;
  readonly deleted: boolean;
  /** Steps of derivation from a version that uses the subject itself; 0 for such a version. */
  readonly steps: number;
  /** The parents through which it depends on the subject, of the shortest way; empty at 0 steps. */
  readonly through: readonly VersionId[];
}

/** Number of living versions in a stage. */
export interface StageCount {
  readonly stage: Stage;
  readonly count: number;
}
