import type { ModelName } from "../../../core/model/ids.ts";
import type { Query, QueryKey } from "../../../core/query/query.ts";
import { modelRow } from "../find-model.ts";
import type { IndexDatabase } from "../index-database.ts";
import type { RecordedNames } from "./recorded-names.ts";
import { RecordedValues } from "./recorded-values.ts";
import { SearchSets } from "./search-sets.ts";
import {
  searchGroups,
  searchVersions,
  type FoundGroups,
  type FoundVersions,
  type SearchPage,
} from "./search-versions.ts";

/** Queries of searches, and of what there is to search for. */
export class SearchQueries {
  readonly #db: IndexDatabase;
  readonly #sets: SearchSets;

  constructor(db: IndexDatabase) {
    this.#db = db;
    this.#sets = new SearchSets(db);
  }

  recordedNames(): RecordedNames {
    return this.#sets.names();
  }

  /** Reads what the living versions of a model were recorded with. */
  recordedOf(model: ModelName): RecordedValues {
    return new RecordedValues(this.#db, modelRow(this.#db, model));
  }

  /** Returns living versions that meet a query, in its order. */
  versions(query: Query, page: SearchPage): FoundVersions {
    return searchVersions(this.#db, this.#sets, query, page);
  }

  /** Returns the models and stages of living versions that meet a query. */
  groups(query: Query, now: number): FoundGroups {
    return searchGroups(this.#sets, query, now);
  }

  /** Returns values of a key that living versions have, the most common first. */
  values(key: QueryKey, limit: number): readonly string[] {
    return this.#sets.values(key, limit);
  }
}
