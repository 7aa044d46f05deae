import type { ModelName, Stage } from "../../core/model/ids.ts";
import type { Model, Version } from "../../core/state/version.ts";
import type { ModelOverview } from "../../registry/models/overview.ts";
import type { FolderRegistry } from "../registries.ts";
import { matchesModel, type TreeFilter } from "./tree-filter.ts";

/** Criteria for some of the versions of a list. */
export interface VersionRequest {
  readonly model?: ModelName;
  readonly stage?: Stage;
  /** Absent if all are wanted. */
  readonly query?: string;
  readonly limit: number;
}

/** Returns the criteria for the versions of a model: all if the filter names it. */
export function listOf(filter: TreeFilter, model: Model): Pick<VersionRequest, "model" | "query"> {
  const isWhole = filter.query === undefined || matchesModel(filter, model);
  return { model: model.name, ...(!isWhole && { query: filter.query }) };
}

/** Returns versions, newest first. */
export async function versionsOf(
  { registry }: FolderRegistry,
  { query, ...request }: VersionRequest,
): Promise<readonly Version[]> {
  if (query === undefined) return registry.call("listVersions", request);
  return (await registry.call("searchVersions", { query, ...request })).versions;
}

/** Returns the criteria for all versions of a filter: of models that it names, and what it finds. */
export function requestsOf(
  filter: TreeFilter,
  models: readonly ModelOverview[],
): readonly Pick<VersionRequest, "model" | "query">[] {
  const { query } = filter;
  if (query === undefined) return [{}];
  const named = models.filter(({ model }) => matchesModel(filter, model));
  return [...named.map(({ model }) => ({ model: model.name })), { query }];
}
