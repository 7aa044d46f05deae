import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import type { ForeignSource } from "./foreign-source.ts";
import { openDvc } from "./open-dvc.ts";
import { openWandb } from "./open-wandb.ts";

/**
 * Opens runs that W&B, DVC or DVCLive wrote to this disk.
 *
 * @param path absolute
 * @returns undefined if there are none
 * @throws RegistryError `file-problem`, `cancelled`
 */
export async function openRunFiles(
  registry: Registry,
  path: string,
  task: Task = {},
): Promise<ForeignSource | undefined> {
  return (await openDvc(registry, path, task)) ?? openWandb(registry, path, task);
}
