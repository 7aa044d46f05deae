import { nextCanaryAction, type CanaryAction } from "../../core/abtests/canary.ts";
import { decideSplit } from "../../core/abtests/decide-ab-test.ts";
import type { EventId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import type { Registry } from "../registry.ts";
import { listAbTests } from "../routing/find-ab-test.ts";
import type { NoRequest } from "../task.ts";
import { concludeAbTest } from "./conclude-ab-test.ts";
import { readAbReport, type AbReport } from "./read-ab-results.ts";

/** A canary that was evaluated. */
export interface CheckedCanary {
  readonly id: EventId;
  /** Its name. */
  readonly test: string;
  readonly action: CanaryAction;
  /** True if it was recorded now, and not by another window or job before. */
  readonly isRecorded: boolean;
  /** Reason why it could not be evaluated, or nothing be recorded. */
  readonly problem?: string;
}

/**
 * Evaluates the canaries that are running: grows the share of one that held for a step, and ends one in
 * which something got worse. Each grows by one step at most; whoever else evaluates at the same time
 * records nothing twice. One that can't be evaluated is told as such and stops no other.
 *
 * @throws RegistryError `read-only`
 */
export async function checkCanaries(
  registry: Registry,
  _request: NoRequest,
): Promise<readonly CheckedCanary[]> {
  registry.requireTrust();
  const running = (await listAbTests(registry)).filter(
    ({ conclusion, definition }) => !conclusion && definition.canary !== undefined,
  );
  const checked: CheckedCanary[] = [];
  for (const { id, name } of running) {
    try {
      checked.push(await check(registry, id));
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      const action = { kind: "none" } as const;
      const problem = messageOf(error.refusal);
      checked.push({ id, test: name, action, isRecorded: false, problem });
    }
  }
  return checked;
}

async function check(registry: Registry, id: EventId): Promise<CheckedCanary> {
  const report = await readAbReport(registry, { test: id });
  const { test, results, titles } = report;
  const action = nextCanaryAction(test, results, valuesInStep(report), titles, Date.now());
  const isRecorded = await record(registry, report, action);
  return { id, test: test.name, action, isRecorded };
}

/** Values of the main metric of each variant since the last change of the split. */
function valuesInStep({ test, periods }: AbReport): readonly number[] {
  const since = test.splits.at(-1)?.since ?? 0;
  const { metric, variants } = test.definition;
  return variants.map(({ version }) =>
    periods
      .filter((period) => period.version === version && period.at >= since)
      .reduce((sum, { metrics }) => sum + (metrics.get(metric.key)?.count ?? 0), 0),
  );
}

async function record(
  registry: Registry,
  { test }: AbReport,
  action: CanaryAction,
): Promise<boolean> {
  try {
    if (action.kind === "grow") {
      const { shares, reason } = action;
      const about = { test: test.id, name: test.name, shares, reason, after: test.splits.length };
      await registry.commit((state) => decideSplit(state, about));
      return true;
    }
    if (action.kind === "stop") {
      await concludeAbTest(registry, { test: test.id, reason: action.reason });
      return true;
    }
    return false;
  } catch (error) {
    // Another window or job was first.
    if (error instanceof RegistryError && isSettled(error)) return false;
    throw error;
  }
}

function isSettled({ refusal: { reason } }: RegistryError): boolean {
  return reason === "ab-concluded" || reason === "ab-split-unchanged";
}
