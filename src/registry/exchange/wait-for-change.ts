import type { NoRequest, Task } from "../task.ts";
import { connect } from "./connection.ts";
import { readHead } from "./receive.ts";
import { readRemoteState } from "./remote-state.ts";
import type { SharedRegistry } from "./shared-registry.ts";

/**
 * Waits until somebody has shared something, where the remote tells of it.
 *
 * @returns false if it is a remote that nobody is told by, or the wait was cancelled
 * @throws RegistryError `remote-not-approved`, `remote-unreachable`, …
 */
export async function waitForRemoteChange(
  registry: SharedRegistry,
  _request: NoRequest,
  { signal = new AbortController().signal }: Task = {},
): Promise<{ readonly isTold: boolean }> {
  const connection = await connect(registry);
  const { untilChange } = connection?.remote.log ?? {};
  if (!connection || !untilChange) return { isTold: false };
  const seen = await readHead(registry, connection, { signal });
  const { files } = await readRemoteState(registry.paths, connection.key);
  const isBehind = Object.entries(seen.head?.files ?? {}).some(
    ([writer, { length }]) => length > (files[writer]?.length ?? 0),
  );
  // What was shared since the last exchange is told of now: only what comes after is waited for.
  if (isBehind) return { isTold: true };
  await untilChange(seen, signal);
  return { isTold: !signal.aborted };
}
