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
  return {
    code: "invalid-request",
    reason: "query-invalid",
    query,
    problem: message.replace(/^[A-Z]/, (letter) => letter.toLowerCase()),
    from,
    to,
    suggestions,
  };
}
