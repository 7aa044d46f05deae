import type {
  AbTestConcluded,
  AbTestCreated,
  AbTestName,
  AbTestSplit,
} from "../events/abtest-events.ts";
import type { EventId, VersionId } from "../model/ids.ts";
import { accept, refuse, type Decision, type Refusal } from "../refusals/refusal.ts";
import type { AbTest, AbTestsOnRecord } from "./ab-test.ts";
import { areCanarySteps } from "./canary.ts";
import type { Shares } from "./routing.ts";

interface State {
  readonly abTests: AbTestsOnRecord;
}

/** Starts a test; names of running tests are unique. */
export function decideAbTest(state: State, data: AbTestCreated["data"]): Decision<AbTestCreated> {
  const { name, variants, shares } = data;
  const known = state.abTests.testNamed(name);
  if (known && !known.conclusion) {
    return refuse({ code: "test-exists", reason: "ab-name-taken", test: name });
  }
  if (new Set(variants.map(({ version }) => version)).size < variants.length) {
    return refuse({ code: "invalid-request", reason: "ab-same-version", test: name });
  }
  if (shares.length !== variants.length) return refuse(splitMismatch(name, variants.length));
  const { canary, mode } = data;
  if (canary && (variants.length !== 2 || mode === "shadow" || !areCanarySteps(canary.steps))) {
    return refuse({ code: "invalid-request", reason: "ab-canary-invalid", test: name });
  }
  return accept({ type: "abtest.created", v: 1, data });
}

function splitMismatch(test: string, variants: number): Refusal {
  return { code: "invalid-request", reason: "ab-split-invalid", test, variants };
}

/** Returns a running test, else why there is none. */
export function runningTest({ abTests }: State, id: EventId, name: string): AbTest | Refusal {
  const found = abTests.test(id);
  if (!found) return { code: "unknown-test", reason: "ab-unknown", test: name };
  if (!found.conclusion) return found;
  return { code: "invalid-request", reason: "ab-concluded", test: found.name };
}

/** Splits requests otherwise from now on. */
export function decideSplit(
  state: State,
  request: {
    readonly test: EventId;
    readonly name: AbTestName;
    readonly shares: Shares;
    readonly reason?: string | undefined;
    /** Number of splits that the test has, if it may have changed meanwhile. */
    readonly after?: number;
  },
): Decision<AbTestSplit> {
  const { test, name, shares, reason, after } = request;
  const found = runningTest(state, test, name);
  if ("code" in found) return refuse(found);
  if (after !== undefined && after !== found.splits.length) {
    return refuse({ code: "invalid-request", reason: "ab-split-unchanged", test: name });
  }
  if (found.definition.mode === "shadow") {
    return refuse({ code: "invalid-request", reason: "ab-shadow-split", test: name });
  }
  const { variants } = found.definition;
  if (shares.length !== variants.length) return refuse(splitMismatch(name, variants.length));
  const now = found.splits.at(-1)?.shares ?? [];
  if (now.every((share, variant) => share === shares[variant])) {
    return refuse({ code: "invalid-request", reason: "ab-split-unchanged", test: name });
  }
  return accept({
    type: "abtest.split",
    v: 1,
    data: { test, name, shares, ...(reason !== undefined && { reason }) },
  });
}

/** Ends a test, with a winner or without one. */
export function decideConclusion(
  state: State,
  data: AbTestConcluded["data"],
): Decision<AbTestConcluded> {
  const found = runningTest(state, data.test, data.name);
  if ("code" in found) return refuse(found);
  if (data.winner !== undefined && !isVariant(found, data.winner)) {
    return refuse({ code: "invalid-request", reason: "ab-no-variant", test: found.name });
  }
  return accept({ type: "abtest.concluded", v: 1, data });
}

/** Returns whether a version takes part in a test. */
export function isVariant({ definition }: AbTest, version: VersionId): boolean {
  return definition.variants.some((variant) => variant.version === version);
}
