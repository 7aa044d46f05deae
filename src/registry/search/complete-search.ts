import {
  completeQuery,
  valueToComplete,
  type QueryCompletion,
} from "../../core/query/complete-query.ts";
import type { Registry } from "../registry.ts";

/** Values that are offered for one key. */
const mostValues = 100;

/** Suggests what can stand at a place (UTF-16) of a query, with what versions were recorded with. */
export function completeSearch(
  registry: Registry,
  { query, cursor }: { readonly query: string; readonly cursor: number },
): Promise<QueryCompletion> {
  const key = valueToComplete(query, cursor);
  return registry.read((state) => {
    const values = key ? state.search.values(key, mostValues) : [];
    return completeQuery(query, cursor, { ...state.search.recordedNames(), values });
  });
}
