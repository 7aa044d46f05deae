import type { EventId } from "../../core/model/ids.ts";
import type { Actor } from "../../core/model/recipe.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import { RegistryError, type Refusal } from "../../core/refusals/refusal.ts";
import type { ApprovalRequest, ApprovalState } from "../../core/state/approval.ts";
import type { Version, VersionDetail } from "../../core/state/version.ts";
import { pull } from "../exchange/sync.ts";
import type { Registry } from "../registry.ts";
import { Changes } from "../retrieval/changes.ts";
import type { Task } from "../task.ts";
import { approvalRule, countedHere } from "../versions/pending-approvals.ts";

/** State of a request for approval. */
export interface RequestAnswer {
  /**
   * `approved`: it has all approvals that the policy asks for, and has not entered the stage;
   * `obsolete`: also if the policy asks for no approval any more.
   */
  readonly state: ApprovalState | "approved";
  readonly request: ApprovalRequest;
  readonly version: Version;
  /** Approvals that count under the policy as it is now, and how many it takes. */
  readonly counted: number;
  readonly required: number;
  /** Denial or withdrawal. */
  readonly closed?: { readonly at: string; readonly actor: Actor; readonly reason?: string };
}

export interface WaitRequest {
  readonly request: EventId;
  /** Milliseconds after which waiting ends. */
  readonly timeout: number;
  /** Milliseconds between two looks at the shared registry. */
  readonly every: number;
}

export interface Waiting {
  /** Called after each look, with the milliseconds that are left. */
  readonly onWaiting: (answer: RequestAnswer, left: number) => void;
  /** Called with the reason why the shared registry was not asked this time. */
  readonly onProblem: (problem: Refusal) => void;
}

/** Milliseconds: timers know no longer ones than 24 days. */
const longestPause = 24 * 60 * 60 * 1000;
/**
 * Problems that may be over the next time, or that leave the ledger of this clone to be watched.
 */
const passing: ReadonlySet<string> = new Set(["remote-unreachable", "remote-not-approved", "busy"]);

/**
 * Waits until a request for approval is answered or the time is over, when its state is `open`.
 * Answers are seen in the ledger of this clone, and where a shared registry is connected and
 * approved, it is pulled from at intervals.
 *
 * @throws RegistryError `unknown-request`, `invalid-policy`, and as `pull` does
 */
export async function waitForAnswer(
  registry: Registry,
  { request, timeout, every }: WaitRequest,
  waiting: Waiting,
  task: Task = {},
): Promise<RequestAnswer> {
  const end = performance.now() + timeout;
  const changes = new Changes(registry, task.signal);
  try {
    for (;;) {
      changes.forget();
      const answer = await requestAnswer(registry, { request });
      const left = end - performance.now();
      if (answer.state !== "open" || left <= 0) return answer;
      waiting.onWaiting(answer, left);
      await changes.next(Math.min(every, left, longestPause));
      task.signal?.throwIfAborted();
      if (changes.isOverdue) await pullShared(registry, waiting, task);
    }
  } finally {
    changes.end();
  }
}

/**
 * Brings what other clones have shared, if there is a shared registry.
 *
 * @throws RegistryError as `pull` does, but for problems that may be over the next time
 */
export async function pullShared(
  registry: Registry,
  { onProblem }: Pick<Waiting, "onProblem">,
  task: Task,
): Promise<void> {
  try {
    await pull(registry, {}, task);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    const { refusal } = error;
    if (refusal.code === "no-remote") return;
    if (!passing.has(refusal.code)) throw error;
    onProblem(refusal);
  }
}

/**
 * Returns how a request for approval stands in this clone.
 *
 * @throws RegistryError `unknown-request`, `invalid-policy`
 */
export async function requestAnswer(
  registry: Registry,
  { request: id }: { readonly request: EventId },
): Promise<RequestAnswer> {
  const policy = requirePolicy(await registry.policy());
  return registry.read((state) => {
    const request = state.approvalRequest(id);
    const detail = request && state.detail(request.version);
    if (!detail) {
      throw new RegistryError({ code: "unknown-request", reason: "request-unknown", request: id });
    }
    const rule = approvalRule(policy, request);
    const counted = countedHere(policy, request, detail).length;
    return {
      state: stateOf(request, rule?.count, counted),
      request,
      version: detail,
      counted,
      required: rule?.count ?? 0,
      ...closingOf(detail, id),
    };
  });
}

/**
 * Finds the denial or withdrawal; of several by clones that worked in parallel, the first closed
 * it.
 */
function closingOf({ history }: VersionDetail, id: EventId): Pick<RequestAnswer, "closed"> {
  for (const event of history) {
    if (event.type !== "approval.denied" && event.type !== "approval.withdrawn") continue;
    const { at, actor, data } = event;
    if (data.request !== id) continue;
    return { closed: { at, actor, ...(data.reason !== undefined && { reason: data.reason }) } };
  }
  return {};
}

function stateOf(
  { state }: ApprovalRequest,
  required: number | undefined,
  counted: number,
): RequestAnswer["state"] {
  if (state !== "open") return state;
  if (required === undefined) return "obsolete";
  return counted >= required ? "approved" : "open";
}
