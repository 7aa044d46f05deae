import type { AbResults } from "../../core/abtests/ab-results.ts";
import type { AbTest } from "../../core/abtests/ab-test.ts";
import type { Version } from "../../core/state/version.ts";
import type { Registry } from "../registry.ts";
import { listAbTests } from "../routing/find-ab-test.ts";
import { abCurves, type AbCurves } from "./ab-curves.ts";
import { readAbReport } from "./read-ab-results.ts";

/** Everything that the page of an A/B test shows. */
export interface DescribedAbTest {
  readonly test: AbTest;
  readonly results: AbResults;
  /** The state in one or two sentences. */
  readonly summary: string;
  /** By variant; absent for a version that was deleted. */
  readonly versions: readonly (Version | null)[];
  readonly titles: readonly string[];
  readonly curves: AbCurves;
}

/**
 * Reads an A/B test with its results and how they came.
 *
 * @throws RegistryError `unknown-test`, `artifact-missing`, `artifact-changed`
 */
export async function describeAbTest(
  registry: Registry,
  request: { readonly test: string },
): Promise<DescribedAbTest> {
  const { test, results, summary, versions, titles, periods } = await readAbReport(
    registry,
    request,
  );
  return {
    test,
    results,
    summary,
    versions: versions.map((version) => version ?? null),
    titles,
    curves: abCurves(test, periods),
  };
}

/** An A/B test as a row of a list. */
export interface AbTestOutline {
  readonly test: AbTest;
  readonly titles: readonly string[];
  /** The state in one or two sentences. */
  readonly summary: string;
  readonly state: AbResults["state"]["kind"];
}

/**
 * Returns the A/B tests with their state, the running ones first, the newest first.
 *
 * @throws RegistryError `artifact-missing`, `artifact-changed`
 */
export async function outlineAbTests(
  registry: Registry,
  { isRunning = false }: { readonly isRunning?: boolean },
): Promise<readonly AbTestOutline[]> {
  const all = await listAbTests(registry);
  const tests = isRunning ? all.filter(({ conclusion }) => !conclusion) : all;
  const reports = await Promise.all(tests.map(({ id }) => readAbReport(registry, { test: id })));
  return reports.map(({ test, titles, summary, results }) => ({
    test,
    titles,
    summary: test.conclusion?.data.summary ?? summary,
    state: results.state.kind,
  }));
}
