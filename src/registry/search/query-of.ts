import { parseQuery } from "../../core/query/parse-query.ts";
import type { QueryProblem } from "../../core/query/query-reader.ts";
import type { Query } from "../../core/query/query.ts";
import { RegistryError, type Refusal } from "../../core/refusals/refusal.ts";

/** Parses a query. @throws RegistryError `invalid-request`; `details` say where the mistake is */
export function queryOf(text: string): Query {
  const parsed = parseQuery(text);
  if ("problem" in parsed) throw new RegistryError(queryRefusal(text, parsed.problem));
  return parsed.query;
}

/** Returns the refusal of a text that is no query. */
function queryRefusal(query: string, problem: QueryProblem): Refusal {
  const { message, from, to, suggestions } = problem;
  const place = from >= query.length ? "at its end" : `at character ${from + 1}`;
  return {
    code: "invalid-request",
    message: `The query can’t be read ${place}: ${message.replace(/^[A-Z]/, (letter) => letter.toLowerCase())}.`,
    wayOut:
      suggestions.length > 0
        ? `Perhaps ${new Intl.ListFormat("en", { type: "disjunction" }).format(suggestions)} was meant.`
        : "Correct it there.",
    details: { query, from, to, suggestions },
  };
}
