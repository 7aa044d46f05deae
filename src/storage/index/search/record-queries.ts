import type { ModelName } from "../../../core/model/ids.ts";
import type { ModelRecord, RecordPage, VersionRecord } from "../../../core/state/records.ts";
import type { Version } from "../../../core/state/version.ts";
import { modelNamed } from "../find-model.ts";
import type { IndexDatabase } from "../index-database.ts";
import { livingVersions } from "../select-versions.ts";
import { findModelRecords, modelRecord } from "./model-records.ts";
import { findVersionRecords, versionRecord, type RecordQuery } from "./version-records.ts";

/** Reads models and versions with what is written on them, as other tools list them. */
export class RecordQueries {
  readonly #db: IndexDatabase;

  constructor(db: IndexDatabase) {
    this.#db = db;
  }

  model(name: ModelName): ModelRecord | undefined {
    return modelRecord(this.#db, this.#row(name));
  }

  models(query: RecordQuery): RecordPage<ModelRecord> {
    return findModelRecords(this.#db, query);
  }

  version(model: ModelName, number: number): VersionRecord | undefined {
    return versionRecord(this.#db, this.#row(model), number);
  }

  /** Finds versions, of one model if it is given. */
  versions(query: RecordQuery, model?: ModelName): RecordPage<VersionRecord> {
    return findVersionRecords(this.#db, query, model === undefined ? undefined : this.#row(model));
  }

  /** Returns the newest version that was registered from a path of the workspace. */
  latestFromSource(source: string): Version | undefined {
    const rest = "WHERE version.source = ? ORDER BY version.event_id DESC LIMIT 1";
    return livingVersions(this.#db, rest, [source])[0];
  }

  /** Returns the row of the model that a name leads to; 0 if there is none. */
  #row(name: ModelName): number {
    return modelNamed(this.#db, name) ?? 0;
  }
}
