import { setTimeout as delay } from "node:timers/promises";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import type { HttpAnswer } from "./http-request.ts";

/** Milliseconds before the second, third and fourth attempt. */
const waits = [200, 1_000, 3_000];
const longestWait = 10_000;

/**
 * Sends a request again if there is no answer, or one that asks to come back later. What is sent
 * has to do no harm when it arrives twice.
 *
 * @returns the last answer
 * @throws Error if there was none
 */
export async function withRetries(
  signal: AbortSignal | undefined,
  attempt: () => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  for (const wait of waits) {
    let after = wait;
    try {
      const answer = await attempt();
      if (!isTransient(answer)) return answer;
      answer.body.destroy();
      after = Math.max(wait, retryAfter(answer) ?? 0);
    } catch (error) {
      if (error instanceof RegistryError) throw error;
      throwIfCancelled(signal);
    }
    await delay(after + Math.random() * wait, undefined, signal && { signal }).catch(
      () => undefined,
    );
    throwIfCancelled(signal);
  }
  return attempt();
}

/** Tells whether the server may answer otherwise in a moment. */
export function isTransient({ status }: HttpAnswer): boolean {
  return status === 429 || [500, 502, 503, 504].includes(status);
}

/** Returns the wait in milliseconds that the server asks for. */
function retryAfter({ headers }: HttpAnswer): number | undefined {
  const seconds = Number(headers["retry-after"]);
  return Number.isFinite(seconds) ? Math.min(seconds * 1_000, longestWait) : undefined;
}
