import type { ModelName } from "../../core/model/ids.ts";
import type { Order } from "../../core/query/query.ts";
import type { Version } from "../../core/state/version.ts";
import type { ParameterValues } from "../../storage/index/search/recorded-values.ts";
import type { Registry } from "../registry.ts";
import { queryOf } from "./query-of.ts";

export interface ModelVersionsRequest {
  readonly model: ModelName;
  /** Text of a query; empty for all versions. */
  readonly query: string;
  /** Order of the rows, unless the query has one. */
  readonly order: readonly Order[];
  /** Hyperparameters whose values are wanted. */
  readonly parameters: readonly string[];
  readonly offset: number;
  readonly limit: number;
}

/** Some of the versions of a model that a query finds. */
export interface ModelVersions {
  readonly versions: readonly Version[];
  /** Number of all that it finds. */
  readonly total: number;
  /** Values of the hyperparameters asked for, by version and name. */
  readonly parameters: ParameterValues;
}

/**
 * Finds versions of one model, a part of them at a time.
 *
 * @throws RegistryError `invalid-request` if the text is no query; `details` say where
 */
export async function modelVersions(
  registry: Registry,
  { model, query: text, order, parameters, offset, limit }: ModelVersionsRequest,
): Promise<ModelVersions> {
  const query = queryOf(text);
  const ordered = { ...query, order: query.order.length > 0 ? query.order : order };
  return registry.read((state) => {
    const page = { model: state.model(model)?.name ?? model, limit, offset, now: Date.now() };
    const found = state.search.versions(ordered, page);
    const ids = found.versions.map(({ id }) => id);
    return { ...found, parameters: state.search.recordedOf(model).parameters(ids, parameters) };
  });
}
