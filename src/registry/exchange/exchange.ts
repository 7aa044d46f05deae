import type { Sha256 } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import type { SeenHead } from "../../remotes/contract/remote.ts";
import type { Task } from "../task.ts";
import type { Connection } from "./connection.ts";
import { receive, type ReceiveOptions } from "./receive.ts";
import { eraseRedacted } from "./redacted-segments.ts";
import { keepProblem } from "./remote-state.ts";
import { send, type Sent } from "./send.ts";
import type { SharedRegistry } from "./shared-registry.ts";

/** Times that an exchange is tried again because others were quicker. */
const attempts = 30;
/** Milliseconds: the longest wait before it is tried again. */
const longestWait = 2_000;

/** Result of an exchange in both directions. */
export interface Exchanged {
  /** The head that holds, which has all that this clone has. */
  readonly seen: SeenHead;
  readonly received: number;
  readonly sent: Omit<Sent, "seen" | "unused">;
}

/**
 * Brings this clone and its remote to the same state: receives, then sends; if another clone sends
 * at the same time, again.
 *
 * @throws RegistryError `busy` if others were always quicker, and as `receive` and `send` do
 */
export async function exchange(
  registry: SharedRegistry,
  connection: Connection,
  task: Task = {},
  options: ReceiveOptions = {},
): Promise<Exchanged> {
  return rememberProblem(registry, connection, async () => {
    let received = 0;
    const sent = { lines: 0, objects: 0, bytes: 0 };
    const unused: Sha256[] = [];
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      await pause(attempt);
      const { seen, lines } = await receive(registry, connection, task, options);
      received += lines;
      const given = await send(registry, connection, seen, task);
      sent.lines += given.lines;
      sent.objects += given.objects;
      sent.bytes += given.bytes;
      unused.push(...(given.unused ?? []));
      if (!given.seen) continue;
      if (unused.length > 0) await eraseRedacted(registry, connection, given.seen, task, unused);
      return { seen: given.seen, received, sent };
    }
    const { address } = connection.remote;
    throw new RegistryError({ code: "busy", reason: "remote-busy", address });
  });
}

/** Keeps that the remote did not answer, for the state that is shown without asking it. */
export async function rememberProblem<T>(
  { paths }: Pick<SharedRegistry, "paths">,
  { key }: Connection,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isOffline(error)) {
      await keepProblem(paths, key, messageOf(error.refusal)).catch(() => undefined);
    }
    throw error;
  }
}

export function isOffline(error: unknown): error is RegistryError {
  return error instanceof RegistryError && error.refusal.code === "remote-unreachable";
}

/** Waits at random, longer each time, so that of several clones one comes first. */
export async function pause(attempt: number): Promise<void> {
  if (attempt === 0) return;
  const most = Math.min(longestWait, 20 * 2 ** attempt);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * most));
}
