import type { Moment } from "../../../core/audit/stages-at.ts";
import type { ModelName, VersionId } from "../../../core/model/ids.ts";
import type { DeletedVersion } from "../../../core/state/deleted-version.ts";
import { modelRow } from "../find-model.ts";
import type { IndexDatabase } from "../index-database.ts";
import { deletedUntil, deletedVersions } from "./deleted-versions.ts";

/** Queries about deleted versions. */
export class DeletionQueries {
  readonly #db: IndexDatabase;

  constructor(db: IndexDatabase) {
    this.#db = db;
  }

  /** Returns the records of the deleted versions of a model. */
  ofModel(model: ModelName): readonly DeletedVersion[] {
    return deletedVersions(this.#db, "version.model_id = ?", [modelRow(this.#db, model)]);
  }

  /** Returns versions made from this one that were deleted. */
  childrenOf(id: VersionId): readonly DeletedVersion[] {
    const made = "SELECT version_id FROM parent WHERE parent_event = ?";
    return deletedVersions(this.#db, `version.id IN (${made}) ORDER BY version.event_id`, [id]);
  }

  until(moment: Moment): ReadonlySet<VersionId> {
    return deletedUntil(this.#db, moment);
  }
}
