import { abSummary } from "../../core/abtests/ab-summary.ts";
import { decideConclusion } from "../../core/abtests/decide-ab-test.ts";
import type { AbEvidence, AbTestConcluded } from "../../core/events/abtest-events.ts";
import type { Stamped } from "../../core/events/event.ts";
import type { VersionId } from "../../core/model/ids.ts";
import { inEnglish } from "../../core/text/language.ts";
import type { Registry } from "../registry.ts";
import { findVersion } from "../retrieval/find-version.ts";
import { isoDay, readAbReport, type AbReport } from "./read-ab-results.ts";

export interface ConcludeRequest {
  readonly test: string;
  /** Reference of the winner; none if absent. */
  readonly winner?: string | undefined;
  readonly reason?: string | undefined;
}

/**
 * Ends an A/B test and records its figures. Promoting the winner is another step, which the gate
 * `abTest` of the policy can require this one for.
 *
 * @throws RegistryError `unknown-test`, `unknown-version`, `invalid-request`, `read-only`, `busy`
 */
export async function concludeAbTest(
  registry: Registry,
  { winner, reason, ...request }: ConcludeRequest,
): Promise<Stamped<AbTestConcluded>> {
  registry.requireTrust();
  const won = winner === undefined ? undefined : await findVersion(registry, { reference: winner });
  const report = await readAbReport(registry, request);
  const { test, results, titles } = report;
  return registry.commit((state) =>
    decideConclusion(state, {
      test: test.id,
      name: test.name,
      ...(won && { winner: won.id }),
      // Others read it in their own language.
      summary: inEnglish(() => abSummary(results, titles, isoDay)),
      significant: won !== undefined && hasWon(report, won.id),
      variants: results.variants.map((_, variant) => evidence(report, variant)),
      ...(reason !== undefined && { reason }),
    }),
  );
}

/** Returns whether the figures say that a version is the best. */
function hasWon({ results, test }: AbReport, winner: VersionId): boolean {
  const { state } = results;
  const position = test.definition.variants.findIndex(({ version }) => version === winner);
  if (state.kind === "better") return state.variant === position;
  return state.kind === "worse" && position === 0;
}

function evidence({ results, test }: AbReport, variant: number): AbEvidence {
  const { figures, comparisons } = results.main;
  const version = test.definition.variants[variant]?.version;
  if (version === undefined) throw new Error(`there is no variant ${variant}`);
  const figure = figures[variant];
  const found = comparisons.find((comparison) => comparison.variant === variant);
  return {
    version,
    count: figure?.count ?? 0,
    ...(figure && { value: figure.value }),
    ...(found && {
      difference: found.difference,
      low: found.low,
      high: found.high,
      p: found.p,
      verdict: found.verdict,
    }),
  };
}
