import type { FilterOrder, FilterRules } from "./filter.ts";
import { filterKey, type FilterProblem } from "./parse-filter.ts";

const maxTerms = 20;

/**
 * Parses the terms of an order, such as `last_updated_timestamp DESC`.
 *
 * @param rules what can be sorted by
 */
export function parseOrder(
  terms: readonly string[],
  rules: FilterRules,
): { readonly order: readonly FilterOrder[] } | FilterProblem {
  if (terms.length > maxTerms) return { problem: `there are more than ${maxTerms} terms` };
  const order: FilterOrder[] = [];
  for (const term of terms) {
    const match =
      /^\s*(?:([A-Za-z_]\w*)\s*\.\s*)?(?:`([^`]+)`|"([^"]+)"|([^\s`"]+))(?:\s+(asc|desc))?\s*$/i.exec(
        term,
      );
    if (!match) return { problem: `Invalid order_by clause '${term.slice(0, 200)}'` };
    const [, prefix, backquoted, doubleQuoted, plain = "", direction = "asc"] = match;
    const key = filterKey(prefix, backquoted ?? doubleQuoted ?? plain, rules);
    if ("problem" in key) return key;
    order.push({ ...key, descending: direction.toLowerCase() === "desc" });
  }
  return { order };
}
