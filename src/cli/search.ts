import { RegistryError } from "../core/refusals/refusal.ts";
import type { Registry } from "../registry/registry.ts";
import {
  searchVersions,
  type SearchRequest,
  type SearchResult,
} from "../registry/search/search-versions.ts";
import type { Output } from "./terminal/output.ts";

interface Place {
  readonly registry: Registry;
  readonly output: Output;
}

/**
 * Searches, and shows people where a text is no query and which names nobody recorded.
 *
 * @throws RegistryError `invalid-request`
 */
export async function search(
  { registry, output }: Place,
  request: SearchRequest,
): Promise<SearchResult> {
  return pointingAt(output, request.query, async () => {
    const result = await searchVersions(registry, request);
    for (const { key, similar } of result.unknown) {
      const hint = similar === undefined ? "" : ` There is ${similar}.`;
      output.note(`No version was recorded with ${key}.${hint}`);
    }
    return result;
  });
}

/** Runs what takes a query; if that can't be read, shows people where. */
export async function pointingAt<T>(
  output: Output,
  query: string | undefined,
  body: () => Promise<T>,
): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (query !== undefined && error instanceof RegistryError) pointAt(output, query, error);
    throw error;
  }
}

/** Returns the note about a search that found nothing. */
export function noneMeets(query: string): string {
  return query.trim() === "" ? "There are no versions." : `No version meets “${query}”.`;
}

/** Prints the query and marks the place of the mistake. */
function pointAt(output: Output, query: string, { refusal }: RegistryError): void {
  if (refusal.reason !== "query-invalid" || /[\r\n]/.test(query)) return;
  const { from, to } = refusal;
  output.note(`  ${query}`);
  output.note(`  ${" ".repeat(from)}${"^".repeat(Math.max(1, to - from))}`);
}
