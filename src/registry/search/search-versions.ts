import { mainMetric } from "../../core/metrics/metric-direction.ts";
import type { ModelName, Stage } from "../../core/model/ids.ts";
import { annotationFields } from "../../core/model/markings.ts";
import { packageName } from "../../core/model/recipe/environment.ts";
import { printKey } from "../../core/query/print-query.ts";
import { keysOf } from "../../core/query/query-keys.ts";
import type { Query, QueryField, QueryKey } from "../../core/query/query.ts";
import type { Version } from "../../core/state/version.ts";
import { findNearest } from "../../core/text/find-nearest.ts";
import type { RecordedNames } from "../../storage/index/search/recorded-names.ts";
import type { Registry } from "../registry.ts";
import { queryOf } from "./query-of.ts";

export interface SearchRequest {
  /** Text of the query (core/query/parse-query.ts); empty for all versions. */
  readonly query: string;
  /** Only versions of this model. */
  readonly model?: ModelName;
  readonly stage?: Stage;
  /** At most so many of those that it finds. */
  readonly limit: number;
  readonly offset?: number;
}

/** Versions that a search found. */
export interface SearchResult {
  readonly query: Query;
  readonly versions: readonly Version[];
  /** Number of all that it finds. */
  readonly total: number;
  /**
   * Metrics, hyperparameters and tags of the query that no version was recorded with, each with a
   * similar one that some was.
   */
  readonly unknown: readonly { readonly key: string; readonly similar?: string }[];
}

/**
 * Finds living versions by a query, in its order or the newest first.
 *
 * @throws RegistryError `invalid-request` if the text is no query; `details` say where
 */
export function searchVersions(
  registry: Registry,
  { query: text, offset = 0, ...page }: SearchRequest,
): Promise<SearchResult> {
  const query = queryOf(text);
  return registry.read((state) => {
    const found = state.search.versions(query, { ...page, offset, now: Date.now() });
    return { query, ...found, unknown: unknownNames(query, state.search.recordedNames()) };
  });
}

/** Returns the keys of a query that have a name, each once. */
function namedKeys(query: Query): readonly QueryKey[] {
  const keys = new Map(keysOf(query).map((key) => [printKey(key), key]));
  return [...keys.values()].filter(({ name }) => name !== undefined);
}

function namesOf(field: QueryField, recorded: RecordedNames): readonly string[] {
  if (field === "notes") return annotationFields;
  return field === "metrics" || field === "params" || field === "packages"
    ? recorded[field]
    : recorded.tags;
}

function unknownNames(query: Query, recorded: RecordedNames): SearchResult["unknown"] {
  return namedKeys(query).flatMap((key) => {
    const { field, name = "" } = key;
    const names = namesOf(field, recorded);
    if (names.includes(field === "packages" ? packageName(name) : name)) return [];
    // “auc” is more likely meant for “test.auc” than for another word of three letters.
    const ending = names.filter((each) => each.toLowerCase().endsWith(`.${name.toLowerCase()}`));
    const similar = mainMetric(ending) ?? findNearest(name, names);
    return [
      {
        key: printKey(key),
        ...(similar !== undefined && { similar: printKey({ field, name: similar }) }),
      },
    ];
  });
}
