import type { Stamped } from "../../core/events/event.ts";
import type {
  AlertRaised,
  AlertRecovered,
  RollbackCompleted,
} from "../../core/events/monitoring-events.ts";
import { Timestamp } from "../../core/model/ids.ts";
import type { Policy } from "../../core/model/policy.ts";
import {
  decideAlert,
  decideCompletion,
  decideRecovery,
} from "../../core/monitoring/decide-monitoring.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import { checkCanaries, type CheckedCanary } from "../abtests/check-canaries.ts";
import type { Registry } from "../registry.ts";
import type { NoRequest, Task } from "../task.ts";
import { rollBackForAlert, type AutoRollback } from "./auto-rollback.ts";
import { watchedVersions, type RuleStatus } from "./check-rules.ts";
import { commitOnce } from "./commit-once.ts";
import { readMonitoring, type MonitoringState } from "./read-monitoring.ts";
import type { RollbackWatch } from "./rollback-watch.ts";
import { runHealth } from "./run-health.ts";
import { takeSketch } from "./take-sketch.ts";

/** Findings that an evaluation recorded, and the state after it. */
export interface MonitorReport extends MonitoringState {
  readonly raised: readonly Stamped<AlertRaised>[];
  readonly recovered: readonly Stamped<AlertRecovered>[];
  /** Rollbacks that the policy asks for, and what came of them. */
  readonly rollbacks: readonly AutoRollback[];
  readonly completed: readonly Stamped<RollbackCompleted>[];
  /** Canaries that are running, and what was done with them. */
  readonly canaries: readonly CheckedCanary[];
}

/**
 * Evaluates the rules of the policy and records what has changed: an alert as a rule is found broken,
 * its end as it holds again. A stage is rolled back for a new alert if its rule says so. Whoever else
 * evaluates at the same time records nothing twice.
 *
 * @throws RegistryError `invalid-policy`, `read-only`, `busy`, `artifact-missing`, `artifact-changed`
 */
export async function monitor(
  registry: Registry,
  _request: NoRequest,
  task: Task = {},
): Promise<MonitorReport> {
  registry.requireTrust();
  const policy = requirePolicy(await registry.policy());
  const watched = await watchedVersions(registry, policy);
  const checks = watched.filter(({ rule }) => rule.health !== undefined);
  await runHealth(registry, checks, task);
  for (const { rule, version } of watched) {
    if (rule.drift) await takeSketch(registry, version.id);
  }
  let found = await readMonitoring(registry, {});
  const raised = await all(found.rules, (status) => raise(registry, policy, status));
  const recovered = await endAlerts(registry, found.rules);
  const open = await registry.read((state) => state.monitoring.open());
  const rollbacks = await all(open, (alert) => rollBackForAlert(registry, alert, task));
  if (rollbacks.length > 0) {
    found = await readMonitoring(registry, {});
    recovered.push(...(await endAlerts(registry, found.rules)));
  }
  // Behind what gets production back.
  const canaries = await checkCanaries(registry, {});
  const completed = await all(found.watches, (watch) => complete(registry, watch));
  const hasChanged = raised.length + recovered.length + rollbacks.length + completed.length > 0;
  if (hasChanged) found = await readMonitoring(registry, {});
  return { ...found, raised, recovered, rollbacks, completed, canaries };
}

/** Records something of each item, one after the other. */
async function all<T, E>(
  items: readonly T[],
  record: (item: T) => Promise<E | undefined>,
): Promise<E[]> {
  const found: E[] = [];
  for (const item of items) {
    const event = await record(item);
    if (event !== undefined) found.push(event);
  }
  return found;
}

async function raise(
  registry: Registry,
  { digest }: Policy,
  { state, alert, rule, version, stage, evidence }: RuleStatus,
): Promise<Stamped<AlertRaised> | undefined> {
  if (state !== "broken" || alert) return undefined;
  return commitOnce(registry, (known) =>
    decideAlert(known, {
      model: version.model,
      version: version.id,
      rule: rule.name,
      stage,
      evidence,
      ...(rule.rollback && { rollback: true }),
      policy: digest,
    }),
  );
}

/** Ends alerts whose rule holds, whose version has left the stage, or whose rule is gone. */
async function endAlerts(
  registry: Registry,
  statuses: readonly RuleStatus[],
): Promise<Stamped<AlertRecovered>[]> {
  const open = await registry.read((state) =>
    state.monitoring.open().map(({ id, data }) => ({
      id,
      data,
      isInStage: state.version(data.version)?.stage === data.stage,
    })),
  );
  return all(open, async ({ id, data: { model, version, rule, stage }, isInStage }) => {
    const status = statuses.find(
      (each) => each.version.id === version && each.rule.name === rule && each.stage === stage,
    );
    if (status && status.state !== "holds") return undefined;
    const ended = isInStage ? "unwatched" : "left";
    return commitOnce(registry, (state) =>
      decideRecovery(state, {
        model,
        version,
        rule,
        alert: id,
        ...(status ? { cause: "holds", evidence: status.evidence } : { cause: ended }),
      }),
    );
  });
}

async function complete(
  registry: Registry,
  { state, rollback, version, from, until, count, figures }: RollbackWatch,
): Promise<Stamped<RollbackCompleted> | undefined> {
  if (state !== "complete") return undefined;
  const { model, stage } = rollback.data;
  return commitOnce(registry, (known) =>
    decideCompletion(known, {
      model,
      version: version.id,
      stage,
      rollback: rollback.id,
      from: timestamp(from),
      until: timestamp(until),
      count,
      figures,
    }),
  );
}

function timestamp(milliseconds: number): Timestamp {
  return Timestamp.parse(new Date(milliseconds).toISOString());
}
