import type { ModelName, Stage } from "../../../core/model/ids.ts";
import type { Query } from "../../../core/query/query.ts";
import type { Version } from "../../../core/state/version.ts";
import type { IndexDatabase } from "../index-database.ts";
import { livingVersions } from "../select-versions.ts";
import { searchCondition } from "./search-condition.ts";
import { ofStages } from "./search-fields.ts";
import { firstOf } from "./search-order.ts";
import type { SearchSets } from "./search-sets.ts";
import { intersection, sizeOf, type VersionSet } from "./version-set.ts";

export interface SearchPage {
  /** Only versions of the model with this name. */
  readonly model?: ModelName;
  readonly stage?: Stage;
  /** At most so many; a lower limit of the query holds. */
  readonly limit: number;
  readonly offset: number;
  /** Milliseconds since 1970, which ages are counted from. */
  readonly now: number;
}

/** Versions that a search found. */
export interface FoundVersions {
  readonly versions: readonly Version[];
  /** Number of all that meet the condition, within the limit of the query. */
  readonly total: number;
}

/** Finds versions that have not been deleted, in the order of the query, of equal ones the newest first. */
export function searchVersions(
  db: IndexDatabase,
  sets: SearchSets,
  query: Query,
  { limit, offset, now, ...scope }: SearchPage,
): FoundVersions {
  const found = intersection([foundBy(sets, query, now), ...within(sets, scope)]);
  const total = Math.min(sizeOf(found), query.limit ?? Infinity);
  const end = Math.min(offset + limit, total);
  const ids = offset < end ? firstOf(sets, found, query.order, end).slice(offset) : [];
  return { versions: versionsInOrder(db, ids), total };
}

function foundBy(sets: SearchSets, { where }: Pick<Query, "where">, now: number): VersionSet {
  const living = sets.living();
  return where ? intersection([living, searchCondition(sets, where, now)]) : living;
}

/** Returns the conditions that hold besides the query; names are exact here. */
function within(
  sets: SearchSets,
  { model, stage }: Pick<SearchPage, "model" | "stage">,
): readonly VersionSet[] {
  const one = (condition: string, value: string | undefined): readonly VersionSet[] =>
    value === undefined
      ? []
      : [sets.of([{ sql: `${ofStages} ${condition}`, parameters: [value] }])];
  return [
    ...one("model_id = (SELECT id FROM model WHERE name = ?)", model),
    ...one("stage = ?", stage),
  ];
}

function versionsInOrder(db: IndexDatabase, ids: readonly number[]): readonly Version[] {
  if (ids.length === 0) return [];
  return livingVersions(
    db,
    "JOIN json_each(?) AS wanted ON wanted.value = version.id ORDER BY wanted.key",
    [JSON.stringify(ids)],
  );
}

/** Models and stages of the versions that a query finds. */
export interface FoundGroups {
  readonly models: readonly ModelName[];
  readonly stages: readonly Stage[];
}

/** Finds the models and stages of living versions that meet a condition. */
export function searchGroups(
  sets: SearchSets,
  query: Pick<Query, "where">,
  now: number,
): FoundGroups {
  const groups = sets.groupsOf(foundBy(sets, query, now));
  return {
    models: [...new Set(groups.map(({ model }) => model))],
    stages: [...new Set(groups.map(({ stage }) => stage))],
  };
}
