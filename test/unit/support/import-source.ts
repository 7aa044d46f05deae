import {
  previewSource,
  type ForeignSource,
} from "../../../src/registry/interchange/foreign-source.ts";
import {
  importSource,
  type SourceSummary,
} from "../../../src/registry/interchange/import-source.ts";
import type { Registry } from "../../../src/registry/registry.ts";
import type { Task } from "../../../src/registry/task.ts";

/** Imports all that another tool wrote. */
export async function importAll(
  registry: Registry,
  source: ForeignSource | undefined,
  task: Task = {},
): Promise<SourceSummary> {
  if (!source) throw new Error("there is nothing to import");
  const preview = await previewSource(registry, source);
  return importSource(registry, preview, { acceptDanger: false }, task);
}
