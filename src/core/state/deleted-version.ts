import type {
  EventId,
  ModelName,
  Sha256,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../model/ids.ts";
import type { Actor } from "../model/recipe.ts";
import type { VersionLabel } from "../model/version-label.ts";

/** Record of a deleted version: its names, which no other version gets, and who deleted it. */
export interface DeletedVersion {
  readonly id: VersionId;
  readonly model: ModelName;
  readonly number: VersionNumber;
  readonly label?: VersionLabel;
  readonly digest: Sha256;
  readonly deletion: EventId;
  readonly deletedAt: Timestamp;
  readonly deletedBy: Actor;
  readonly reason: string;
}
