import type {
  ApprovalApproved,
  ApprovalDenied,
  ApprovalRequested,
} from "../../core/events/approval-events.ts";
import type { Stamped } from "../../core/events/event.ts";
import { hookTime, type RequestPhase } from "../../core/events/hook-phase.ts";
import type { EventId, Stage, VersionId } from "../../core/model/ids.ts";
import { stageRule, type Policy } from "../../core/model/policy.ts";
import type { Actor } from "../../core/model/recipe.ts";
import { refuse, RegistryError, type Decision } from "../../core/refusals/refusal.ts";
import type { RegistryState } from "../../core/state/registry-state.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { recordHookFailure } from "./record-hook-failure.ts";
import type { HookRun } from "./run-hook.ts";
import { hooksMayHaveChanged, requireHooksAllowed, runHooks } from "./stage-hooks.ts";

type RequestEvent = ApprovalRequested | ApprovalApproved | ApprovalDenied;

/** The event, and how the hooks of the policy ended that ran after it. */
interface Committed<E> {
  readonly event: Stamped<E>;
  readonly hooks: { readonly hooks?: readonly HookRun[] };
}

/** The same in one. */
export type WithHooks<E> = Stamped<E> & Committed<E>["hooks"];

/** A version and the stage that a request is about. */
interface Subject {
  readonly version: VersionId;
  readonly to: Stage;
}

/**
 * Commits a request for approval or an answer to one, and then runs the hooks that the policy has
 * for it. A hook that fails is recorded; the request or answer stands.
 *
 * @param subject what the request is about, if it is known
 * @throws RegistryError what is refused, `hooks-not-allowed`
 */
export async function commitWithHooks<E extends RequestEvent>(
  registry: Registry,
  phase: RequestPhase,
  subject: Subject | undefined,
  decide: (
    state: RegistryState,
    policy: Policy,
    actor: Actor,
    ledgerFile: string | undefined,
  ) => Decision<E>,
  task: Task,
): Promise<Committed<E>> {
  registry.requireTrust();
  const inForce = await registry.policy();
  const held = inForce.policy;
  const hooks = subject && !inForce.problem && stageRule(held, subject.to)?.gates?.hooks;
  if (!hooks || hooks[phase].length === 0) {
    const event = await registry.commit((state, { policy, actor, ledgerFile }) =>
      decide(state, policy(), actor, ledgerFile),
    );
    return { event, hooks: {} };
  }
  const [actor, ledgerFile] = await Promise.all([registry.actor(), registry.ledgerFile()]);
  // No program runs for what would be refused anyway.
  const { decision, version } = await registry.read((state) => ({
    decision: decide(state, held, actor, ledgerFile),
    version: state.version(subject.version),
  }));
  if (!decision.accepted) throw new RegistryError(decision.refusal);
  await requireHooksAllowed(registry, held, hookTime(phase, subject.to));
  const event = await registry.commit((state, { policy, actor: newest, ledgerFile: file }) => {
    const now = policy();
    if (now.digest !== held.digest) {
      return refuse(hooksMayHaveChanged);
    }
    return decide(state, now, newest, file);
  });
  if (!version) return { event, hooks: {} };
  const runs = await runHooks(registry, hooks, phase, { version, to: subject.to, event }, task);
  await recordHookFailure(registry, { id: event.id, model: version.model, ...subject }, runs);
  return { event, hooks: { hooks: runs } };
}

/** Returns what a request is about. */
export function subjectOf(registry: Registry, request: EventId): Promise<Subject | undefined> {
  return registry.read((state) => state.approvalRequest(request));
}
