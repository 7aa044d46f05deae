import { abResults, type AbResults } from "../../core/abtests/ab-results.ts";
import { abSummary } from "../../core/abtests/ab-summary.ts";
import type { AbTest } from "../../core/abtests/ab-test.ts";
import type { ObservedPeriod } from "../../core/observations/observation-table.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { readObservations } from "../observations/read-observations.ts";
import type { Registry } from "../registry.ts";
import { findAbTest, listAbTests } from "../routing/find-ab-test.ts";

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

/** An A/B test of which what was observed is not here, or damaged. */
export interface UnreadAbTest {
  readonly test: AbTest;
  readonly titles: readonly string[];
  /** The sentence that says why. */
  readonly problem: string;
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

/** Reads the results of all A/B tests; one that can't be read says so. */
export async function readAbReports(
  registry: Registry,
): Promise<readonly (AbReport | UnreadAbTest)[]> {
  const tests = await listAbTests(registry);
  return Promise.all(tests.map((test) => readIfPossible(registry, test)));
}

/** Reads the results of an A/B test, or why they can't be read. */
export async function readIfPossible(
  registry: Registry,
  test: AbTest,
): Promise<AbReport | UnreadAbTest> {
  try {
    return await readAbReport(registry, { test: test.id });
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    const { variants } = test.definition;
    const versions = await registry.read((state) =>
      variants.map(({ version }) => state.version(version)),
    );
    return { test, titles: titlesOf(test, versions), problem: messageOf(error.refusal) };
  }
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
