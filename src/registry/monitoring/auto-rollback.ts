import { evidenceText } from "../../core/events/monitoring-title.ts";
import { usualCandidate } from "../../core/lifecycle/decide-rollback.ts";
import type { Alert } from "../../core/monitoring/alert.ts";
import { decideRollbackFailure } from "../../core/monitoring/decide-monitoring.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import { versionTitle } from "../../core/state/version.ts";
import { inEnglish } from "../../core/text/language.ts";
import { rollBack, type Rollback } from "../lifecycle/roll-back.ts";
import { rollbackTargets } from "../lifecycle/rollback-targets.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { commitOnce, isSettled } from "./commit-once.ts";

/** Outcome of a rollback that the policy requires after an alert. */
export interface AutoRollback {
  readonly alert: Alert;
  /** Absent if it was refused. */
  readonly event?: Rollback;
  /** `fraud 4`, which is back. */
  readonly restored?: string;
  /** Reason of the refusal, which is recorded and not tried again. */
  readonly problem?: string;
}

/**
 * Rolls a stage back for an open alert, if its rule said so when it was raised: by the same use case
 * as a person does, to the version before. It is tried once an alert, and never for a version that is
 * back by a rollback itself.
 *
 * @returns undefined if nothing was to be done, or others were first
 * @throws RegistryError `busy`, `cancelled`: the next evaluation tries again
 */
export async function rollBackForAlert(
  registry: Registry,
  alert: Alert,
  task: Task,
): Promise<AutoRollback | undefined> {
  const { rollback, model, version, stage, rule, evidence } = alert.data;
  if (rollback !== true || alert.rollbackProblem !== undefined) return undefined;
  const current = await registry.read((state) => ({
    version: state.version(version),
    entry: state.events.ofStage(model, stage, 1)[0],
  }));
  if (current.version?.stage !== stage) return undefined;
  const refuse = async (problem: string): Promise<AutoRollback | undefined> => {
    const text = problem.slice(0, 2000);
    const data = { model, version, rule, alert: alert.id, problem: text };
    const event = await commitOnce(registry, (state) => decideRollbackFailure(state, data));
    return event && { alert, problem: text };
  };
  if (current.entry?.type === "stage.rolled-back") {
    const title = versionTitle(current.version);
    return refuse(`${title} is back by a rollback itself, and no other follows by itself.`);
  }
  try {
    const { candidates } = await rollbackTargets(registry, { model, stage });
    const target = usualCandidate(candidates);
    if (!target) return await refuse(`No version was in ${stage} before.`);
    const reason = inEnglish(() => `Alert “${rule}”: ${evidenceText(evidence)}`);
    const request = { model, stage, version: target.id, reason, alert: alert.id };
    const event = await rollBack(registry, request, task);
    return { alert, event, restored: versionTitle(target) };
  } catch (error) {
    if (isSettled(error)) return undefined;
    if (!(error instanceof RegistryError) || mayPass(error)) throw error;
    return refuse(inEnglish(() => messageOf(error.refusal)));
  }
}

/** Tells whether a refusal may be another one a moment later. */
function mayPass({ refusal }: RegistryError): boolean {
  return ["busy", "cancelled", "recorded"].includes(refusal.code);
}
