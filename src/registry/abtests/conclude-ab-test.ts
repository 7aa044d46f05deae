import * as l10n from "@vscode/l10n";
import { abSummary } from "../../core/abtests/ab-summary.ts";
import { decideConclusion } from "../../core/abtests/decide-ab-test.ts";
import type { AbEvidence, AbTestConcluded } from "../../core/events/abtest-events.ts";
import type { Stamped } from "../../core/events/event.ts";
import type { EventId, VersionId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import { inEnglish } from "../../core/text/language.ts";
import type { Registry } from "../registry.ts";
import { findVersion } from "../retrieval/find-version.ts";
import { findAbTest } from "../routing/find-ab-test.ts";
import { isoDay, readAbReport, type AbReport } from "./read-ab-results.ts";

export interface ConcludeRequest {
  readonly test: string;
  /** Reference of the winner; none if absent. */
  readonly winner?: string | undefined;
  /** True to end it without reading what was observed, and to record no figures. */
  readonly withoutFigures?: boolean | undefined;
  readonly reason?: string | undefined;
}

/**
 * Ends an A/B test and records its figures. Promoting the winner is another step, which the gate
 * `abTest` of the policy can require this one for.
 *
 * @throws RegistryError `unknown-test`, `unknown-version`, `invalid-request`, `figures-unread`,
 *   `read-only`, `busy`
 */
export async function concludeAbTest(
  registry: Registry,
  { winner, reason, withoutFigures = false, ...request }: ConcludeRequest,
): Promise<Stamped<AbTestConcluded>> {
  registry.requireTrust();
  const won = winner === undefined ? undefined : await findVersion(registry, { reference: winner });
  const { id, name } = await findAbTest(registry, request.test);
  const figures = withoutFigures ? noFigures() : await figuresOf(registry, id, name, won?.id);
  return registry.commit((state) =>
    decideConclusion(state, {
      test: id,
      name,
      ...(won && { winner: won.id }),
      ...figures,
      ...(reason !== undefined && { reason }),
    }),
  );
}

type Figures = Pick<AbTestConcluded["data"], "significant" | "summary" | "variants">;

function noFigures(): Figures {
  const summary = inEnglish(() => l10n.t("Ended without figures."));
  return { summary, significant: false, variants: [] };
}

async function figuresOf(
  registry: Registry,
  test: EventId,
  name: string,
  winner: VersionId | undefined,
): Promise<Figures> {
  const report = await readAbReport(registry, { test }).catch((error: unknown) => {
    if (!(error instanceof RegistryError) || error.refusal.code === "cancelled") throw error;
    const problem = messageOf(error.refusal);
    throw new RegistryError({ code: "figures-unread", reason: "ab-unread", test: name, problem });
  });
  const { results, titles } = report;
  return {
    // Others read it in their own language.
    summary: inEnglish(() => abSummary(results, titles, isoDay)),
    significant: winner !== undefined && hasWon(report, winner),
    variants: results.variants.map((_, variant) => evidence(report, variant)),
  };
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
