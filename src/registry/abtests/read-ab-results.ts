import { abResults, type AbResults } from "../../core/abtests/ab-results.ts";
import { abSummary } from "../../core/abtests/ab-summary.ts";
import type { AbTest } from "../../core/abtests/ab-test.ts";
import type { ObservedPeriod } from "../../core/observations/observation-table.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { readObservations } from "../observations/read-observations.ts";
import type { Registry } from "../registry.ts";
import { findAbTest } from "../routing/find-ab-test.ts";

/** An A/B test with all that was observed in it. */
export interface AbReport {
  readonly test: AbTest;
  readonly results: AbResults;
  /** The state in one or two sentences. */
  readonly summary: string;
  /** By variant; undefined for a version that was deleted. */
  readonly versions: readonly (Version | undefined)[];
  readonly titles: readonly string[];
  readonly periods: readonly ObservedPeriod[];
}

/** Writes a moment (milliseconds since the epoch) as a day in UTC. */
export function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/**
 * Reads the results of an A/B test up to now, or up to its end.
 *
 * @throws RegistryError `unknown-test`, `artifact-missing`, `artifact-changed`
 */
export async function readAbReport(
  registry: Registry,
  request: { readonly test: string },
): Promise<AbReport> {
  const test = await findAbTest(registry, request.test);
  const now = test.conclusion?.at ?? Date.now();
  const ids = test.definition.variants.map(({ version }) => version);
  const periods = await readObservations(registry, {
    versions: ids,
    from: test.splits[0].since,
    to: now,
  });
  const versions = await registry.read((state) => ids.map((id) => state.version(id)));
  const titles = titlesOf(test, versions);
  const own = periods.filter((period) => period.test === test.id);
  const results = abResults(test, own, now);
  const summary = abSummary(results, titles, isoDay);
  return { test, results, summary, versions, titles, periods: own };
}

/** Returns the titles of the variants of a test; of a version that was deleted, its model's name. */
export function titlesOf(
  { definition }: AbTest,
  versions: readonly (Version | undefined)[],
): readonly string[] {
  return versions.map((version, index) =>
    version ? versionTitle(version) : (definition.variants[index]?.model ?? ""),
  );
}
