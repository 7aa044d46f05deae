import type { AbResults } from "../../core/abtests/ab-results.ts";
import type { AbTest } from "../../core/abtests/ab-test.ts";
import type { EventId } from "../../core/model/ids.ts";
import type { Version } from "../../core/state/version.ts";
import type { Registry } from "../registry.ts";
import { listAbTests } from "../routing/find-ab-test.ts";
import type { NoRequest } from "../task.ts";
import { abCurves, type AbCurves } from "./ab-curves.ts";
import { readAbReport, readIfPossible } from "./read-ab-results.ts";

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
  /** The state in one or two sentences, or why it can't be read. */
  readonly summary: string;
  /** `unread` if what was observed is not here, or damaged. */
  readonly state: AbResults["state"]["kind"] | "unread";
}

/**
 * Returns the A/B tests with their state, the running ones first, the newest first. One whose
 * observations can't be read says so, and keeps no other from being shown.
 */
export async function outlineAbTests(
  registry: Registry,
  {
    isRunning = false,
    test,
  }: {
    readonly isRunning?: boolean;
    /** The only one to return. */
    readonly test?: EventId;
  },
): Promise<readonly AbTestOutline[]> {
  const all = await listAbTests(registry);
  const tests = all
    .filter(({ conclusion }) => !isRunning || !conclusion)
    .filter(({ id }) => test === undefined || id === test);
  return Promise.all(tests.map((each) => outlineOf(registry, each)));
}

/** Returns the names of the A/B tests that are running, the newest first; reads no observations. */
export async function runningAbTests(
  registry: Registry,
  _request: NoRequest,
): Promise<readonly string[]> {
  const all = await listAbTests(registry);
  return all.filter(({ conclusion }) => !conclusion).map(({ name }) => name);
}

async function outlineOf(registry: Registry, test: AbTest): Promise<AbTestOutline> {
  const recorded = test.conclusion?.data.summary;
  const report = await readIfPossible(registry, test);
  if ("problem" in report) {
    const { titles, problem } = report;
    return { test, titles, summary: recorded ?? problem, state: "unread" };
  }
  const { titles, summary, results } = report;
  return { test, titles, summary: recorded ?? summary, state: results.state.kind };
}
