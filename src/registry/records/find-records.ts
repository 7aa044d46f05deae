import {
  modelFilterRules,
  modelOrderRules,
  versionFilterRules,
  versionOrderRules,
  type FilterComparison,
  type FilterRules,
} from "../../core/filter/filter.ts";
import { parseFilter } from "../../core/filter/parse-filter.ts";
import { parseOrder } from "../../core/filter/parse-order.ts";
import { ModelName } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { ModelRecord, RecordPage, VersionRecord } from "../../core/state/records.ts";
import type { RecordQuery } from "../../storage/index/search/version-records.ts";
import type { Registry } from "../registry.ts";

/** A search in MLflow's grammar. */
export interface RecordSearch {
  /** Empty for everything. */
  readonly filter: string;
  /** Terms such as `name DESC`; the default order if there are none. */
  readonly order: readonly string[];
  readonly limit: number;
  readonly offset: number;
}

/** Tag by which MLflow tells a prompt from a model (mlflow/prompt/constants.py). */
export const promptTag = "mlflow.prompt.is_prompt";

/**
 * Finds models. Prompts are left out unless the filter asks for them, as in MLflow.
 *
 * @throws RegistryError `invalid-request`
 */
export function findModels(
  registry: Registry,
  search: RecordSearch,
): Promise<RecordPage<ModelRecord>> {
  const query = recordQuery(search, modelFilterRules, modelOrderRules);
  return registry.read((state) => state.records.models(query));
}

/**
 * Finds versions, of all models or of one.
 *
 * @throws RegistryError `invalid-request`
 */
export function findVersions(
  registry: Registry,
  search: RecordSearch,
): Promise<RecordPage<VersionRecord>> {
  const query = recordQuery(search, versionFilterRules, versionOrderRules);
  const name = query.comparisons.find(
    ({ entity, key, operator }) => entity === "attribute" && key === "name" && operator === "=",
  );
  const model = name && ModelName.safeParse(name.values[0]);
  // A name that no model can have finds nothing.
  if (model?.success === false) return Promise.resolve({ records: [], hasMore: false });
  return registry.read((state) => state.records.versions(query, model?.data));
}

function recordQuery(
  { filter, order, limit, offset }: RecordSearch,
  filterRules: FilterRules,
  orderRules: FilterRules,
): RecordQuery {
  const parsed = parseFilter(filter, filterRules);
  if ("problem" in parsed) throw invalid("filter", parsed.problem);
  const sorted = parseOrder(order, orderRules);
  if ("problem" in sorted) throw invalid("order", sorted.problem);
  const comparisons = withoutPrompts(parsed.comparisons);
  return { comparisons, order: sorted.order, limit, offset };
}

/** Reads comparisons of the tag of prompts as MLflow does: what has no such tag is no prompt. */
function withoutPrompts(comparisons: readonly FilterComparison[]): readonly FilterComparison[] {
  const isAbout = ({ entity, key }: FilterComparison): boolean =>
    entity === "tag" && key === promptTag;
  const about = comparisons.filter(isAbout);
  const wantsPrompts = about.some(
    ({ operator, values: [value] }) =>
      (operator === "=" && value === "true") || (operator === "!=" && value === "false"),
  );
  return [
    ...comparisons.filter((comparison) => !isAbout(comparison)),
    {
      entity: "tag",
      key: promptTag,
      operator: wantsPrompts ? "IS NOT NULL" : "IS NULL",
      values: [],
    },
  ];
}

function invalid(part: "filter" | "order", problem: string): RegistryError {
  return new RegistryError({ code: "invalid-request", reason: "filter-invalid", part, problem });
}
