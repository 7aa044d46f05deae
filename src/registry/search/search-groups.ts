import type { FoundGroups } from "../../storage/index/search/search-versions.ts";
import type { Registry } from "../registry.ts";
import { queryOf } from "./query-of.ts";

/**
 * Returns the models and stages that have versions which a query finds; its order and limit don't
 * count.
 *
 * @throws RegistryError `invalid-request`
 */
export function searchGroups(
  registry: Registry,
  { query }: { readonly query: string },
): Promise<FoundGroups> {
  const parsed = queryOf(query);
  return registry.read((state) => state.search.groups(parsed, Date.now()));
}
