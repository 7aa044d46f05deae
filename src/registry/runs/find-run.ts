import type { RunId } from "../../core/model/run.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { Registry } from "../registry.ts";

/** Ids that are named for an ambiguous beginning. */
const maxMatches = 5;

/**
 * Returns the run that a person means: by its id, the beginning of its id, or its name if only one
 * run has it. Deleted ones are found by their whole id.
 *
 * @throws RegistryError `unknown-run`, `invalid-request` if it may be several
 */
export function findRun(registry: Registry, { text }: { readonly text: string }): Promise<RunId> {
  return registry.read(({ runs }) => {
    const all = runs.runs();
    const exact = all.find(({ id }) => id === text);
    if (exact) return exact.id;
    const living = all.filter(({ isDeleted }) => !isDeleted);
    const named = living.filter(({ name }) => name === text);
    const matches =
      named.length > 0 || text.length < 3 ? named : living.filter(({ id }) => id.startsWith(text));
    const [match, ...others] = matches;
    if (!match) throw new RegistryError({ code: "unknown-run", reason: "run-unknown", run: text });
    if (others.length === 0) return match.id;
    throw new RegistryError({
      code: "invalid-request",
      reason: "run-ambiguous",
      run: text,
      matches: matches.slice(0, maxMatches).map(({ id }) => id),
    });
  });
}
