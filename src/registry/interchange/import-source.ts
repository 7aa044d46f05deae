import * as l10n from "@vscode/l10n";
import { throwIfCancelled, type Refusal } from "../../core/refusals/refusal.ts";
import { register } from "../registration/register.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { importRun } from "./foreign-run.ts";
import type { SourcePreview, SourceVersionPlan } from "./foreign-source.ts";
import { markVersion, unlessRefused, type ForeignOutcome } from "./foreign-version.ts";

export interface SourceSummary {
  readonly versions: readonly ForeignOutcome[];
  /** Number of runs that were made. */
  readonly runs: number;
  readonly failedRuns: readonly { readonly run: string; readonly refusal: Refusal }[];
}

interface Options {
  readonly acceptDanger: boolean;
}

/**
 * Imports runs and the versions that they made. What an earlier import made is passed over, so that one
 * that was cancelled goes on where it stopped.
 *
 * @throws RegistryError `cancelled`, `read-only`, `busy`
 */
export async function importSource(
  registry: Registry,
  { tool, runs, models }: SourcePreview,
  options: Options,
  task: Task = {},
): Promise<SourceSummary> {
  registry.requireTrust();
  const newRuns = runs.filter(({ isKnown }) => !isKnown);
  const failedRuns: { readonly run: string; readonly refusal: Refusal }[] = [];
  for (const [index, { given }] of newRuns.entries()) {
    throwIfCancelled(task.signal);
    const { name } = given;
    task.report?.({ message: l10n.t("Run {0} ({1} of {2})", name, index + 1, newRuns.length) });
    await unlessRefused(
      async () => {
        const { run, points, files } = await given.read({ signal: task.signal });
        await importRun(registry, run, points, files, { signal: task.signal });
      },
      (refusal) => failedRuns.push({ run: name, refusal }),
    );
  }
  const versions: ForeignOutcome[] = [];
  for (const plan of models.flatMap((model) => model.versions)) {
    throwIfCancelled(task.signal);
    versions.push(await importVersion(registry, plan, { ...options, tool }, task));
  }
  return { versions, runs: newRuns.length - failedRuns.length, failedRuns };
}

async function importVersion(
  registry: Registry,
  { given, model, imported, problem }: SourceVersionPlan,
  { acceptDanger, tool }: Options & { readonly tool: string },
  task: Task,
): Promise<ForeignOutcome> {
  const { from, marks } = given;
  if (imported) return { from, version: imported, isKnown: true, notes: [] };
  if (problem || model === undefined)
    return { from, ...(problem && { refusal: problem }), notes: [] };
  let refused: Refusal | undefined;
  const version = await unlessRefused(
    async () => {
      const { request, drop } = await given.bring(task);
      try {
        return await register(registry, { ...request, model, acceptDanger }, task);
      } finally {
        await drop();
      }
    },
    (refusal) => (refused = refusal),
  );
  if (!version) return { from, ...(refused && { refusal: refused }), notes: [] };
  const notes: string[] = [];
  const reason = `as it is in ${tool}`;
  return { from, version: await markVersion(registry, version, { marks, reason }, notes), notes };
}
