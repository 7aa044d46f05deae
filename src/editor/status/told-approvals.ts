import * as z from "zod";
import { EventId } from "../../core/model/ids.ts";
import type { RequestAnswer } from "../../registry/lifecycle/wait-for-answer.ts";
import type { PendingApproval } from "../../registry/versions/pending-approvals.ts";

const Told = z
  .object({
    /** Requests that wait for this person and were reported. */
    waiting: z.array(EventId).readonly(),
    /** Requests of this person that were not answered when they were looked at last. */
    own: z.array(EventId).readonly(),
  })
  .catch({ waiting: [], own: [] });
type Told = z.infer<typeof Told>;

/** Values that are stored beyond the window; VS Code's `Memento` is one. */
interface Memory {
  readonly get: (key: string) => unknown;
  readonly update: (key: string, value: Told) => PromiseLike<void>;
}

/** Events that the person was not told of yet. */
export interface UntoldApprovals {
  /** Requests that wait for them, oldest first. */
  readonly waiting: readonly PendingApproval[];
  /** Answers to their own requests. */
  readonly answers: readonly RequestAnswer[];
}

/**
 * Returns the requests and answers of a folder that were not reported yet, and stores that they are:
 * none is reported twice, not even after a restart. Those that are over are forgotten.
 *
 * @param folder its URI
 * @param answerOf how a request stands; undefined if it is unknown
 */
export async function toldApprovals(
  memory: Memory,
  folder: string,
  pending: readonly PendingApproval[],
  answerOf: (request: EventId) => Promise<RequestAnswer | undefined>,
): Promise<UntoldApprovals> {
  const key = `approvalsTold ${folder}`;
  const told = Told.parse(memory.get(key));
  const mine = pending.filter(({ awaitsMe }) => awaitsMe);
  const waiting = mine.filter(({ request }) => !told.waiting.includes(request.id));
  const answers: RequestAnswer[] = [];
  const own: EventId[] = [];
  const ownNow = pending.filter(({ isOwn }) => isOwn).map(({ request }) => request.id);
  for (const id of new Set([...told.own, ...ownNow])) {
    const answer = await answerOf(id);
    if (answer?.state === "open") own.push(id);
    else if (answer && told.own.includes(id)) answers.push(answer);
  }
  const now: Told = { waiting: mine.map(({ request }) => request.id), own };
  if (!isSame(now.waiting, told.waiting) || !isSame(now.own, told.own)) {
    await memory.update(key, now);
  }
  return { waiting, answers };
}

function isSame(a: readonly EventId[], b: readonly EventId[]): boolean {
  return a.length === b.length && a.every((id) => b.includes(id));
}
