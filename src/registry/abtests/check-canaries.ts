import { nextCanaryAction, type CanaryAction } from "../../core/abtests/canary.ts";
import { decideSplit } from "../../core/abtests/decide-ab-test.ts";
import type { EventId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { Registry } from "../registry.ts";
import { listAbTests } from "../routing/find-ab-test.ts";
import type { NoRequest } from "../task.ts";
import { concludeAbTest } from "./conclude-ab-test.ts";
import { readAbReport, type AbReport } from "./read-ab-results.ts";

/** What an evaluation did with a canary. */
export interface CheckedCanary {
  readonly id: EventId;
  /** Its name. */
  readonly test: string;
  readonly action: CanaryAction;
  /** True if it was recorded now, and not by another window or job before. */
  readonly isRecorded: boolean;
}

/**
 * Evaluates the canaries that are running: grows the share of one that held for a step, and ends one in
 * which something got worse. Each grows by one step at most; whoever else evaluates at the same time
 * records nothing twice.
 *
 * @throws RegistryError `read-only`, `busy`, `artifact-missing`, `artifact-changed`
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
  for (const { id } of running) {
    const report = await readAbReport(registry, { test: id });
    const { test, results, titles } = report;
    const action = nextCanaryAction(test, results, valuesInStep(report), titles, Date.now());
    const isRecorded = await record(registry, report, action);
    checked.push({ id, test: test.name, action, isRecorded });
  }
  return checked;
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
