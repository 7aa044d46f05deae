import * as z from "zod";
import type { OpenAlert } from "../../registry/monitoring/open-alerts.ts";

const Told = z.array(z.string()).catch([]);

/** Values that are stored beyond the window; VS Code's `Memento` is one. */
interface Memory {
  readonly get: (key: string) => unknown;
  readonly update: (key: string, value: readonly string[]) => PromiseLike<void>;
}

/**
 * Returns the alerts of a folder that were not reported yet, and stores that they are: none is
 * reported twice, not even after a restart. Those that have ended are forgotten.
 *
 * @param memory of the workspace
 * @param folder its URI
 */
export async function untoldAlerts(
  memory: Memory,
  folder: string,
  alerts: readonly OpenAlert[],
): Promise<readonly OpenAlert[]> {
  const key = `alertsTold ${folder}`;
  const told = Told.parse(memory.get(key));
  const ids = alerts.map(({ id }) => id);
  const isSame = told.length === ids.length && ids.every((id) => told.includes(id));
  if (!isSame) await memory.update(key, ids);
  return alerts.filter(({ id }) => !told.includes(id));
}
