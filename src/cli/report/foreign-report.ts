import { count } from "../../core/text/format.ts";
import type { ForeignOutcome } from "../../registry/interchange/foreign-version.ts";
import type { SourceSummary } from "../../registry/interchange/import-source.ts";
import { exitCodes } from "../failure.ts";
import { reportedRefusal } from "../refusals/reported-refusal.ts";
import type { Output } from "../terminal/output.ts";
import { versionDocument } from "./documents.ts";

/** Returns what came of a version of another registry, for programs. */
export function outcomeDocument({
  from,
  version,
  isKnown,
  refusal,
  notes,
}: ForeignOutcome): unknown {
  return {
    from,
    version: version ? versionDocument(version) : null,
    imported: version !== undefined && isKnown !== true,
    error: refusal ? reportedRefusal(refusal) : null,
    notes,
  };
}

/** Returns what came of a version of another registry; nothing if an earlier import made it. */
export function outcomeLines({
  from,
  version,
  isKnown,
  refusal,
  notes,
}: ForeignOutcome): readonly string[] {
  if (isKnown === true) return [];
  const said = notes.map((note) => `  ${note}`);
  if (refusal) {
    const { message, wayOut } = reportedRefusal(refusal);
    return [`${from}: not imported`, `  ${message} ${wayOut}`, ...said];
  }
  const label = version?.label === undefined ? "" : ` (${version.label})`;
  return version ? [`${version.model} ${version.number}${label}  ${version.stage}`, ...said] : [];
}

/** `3 versions and 5 runs imported from MLflow, 2 versions imported before` */
export function importedText(
  versions: readonly ForeignOutcome[],
  others: readonly string[],
  tool: string,
): string {
  const made = versions.filter(({ version, isKnown }) => version && isKnown !== true).length;
  const known = versions.filter(({ isKnown }) => isKnown === true).length;
  const before = known > 0 ? `, ${count(known, "version")} imported before` : "";
  return `${[count(made, "version"), ...others].join(" and ")} imported from ${tool}${before}`;
}

/** Sets the exit code if something was not imported, so that scripts notice it. */
export function endWith(versions: readonly ForeignOutcome[], hasFailed = false): void {
  const codes = versions.flatMap(({ refusal }) => (refusal ? [refusal.code] : []));
  if (codes.length === 0 && !hasFailed) return;
  const isDanger = codes.length > 0 && codes.every((code) => code === "dangerous-file");
  process.exitCode = isDanger ? exitCodes.dangerous : exitCodes.refused;
}

/** Says what an import of runs and versions did, and sets the exit code. */
export function reportSummary(
  output: Output,
  { versions, runs, failedRuns }: SourceSummary,
  tool: string,
): void {
  output.done(
    {
      versions: versions.map(outcomeDocument),
      runs,
      failedRuns: failedRuns.map(({ run, refusal }) => ({ run, error: reportedRefusal(refusal) })),
    },
    [
      ...versions.flatMap(outcomeLines),
      ...failedRuns.map(({ run, refusal }) => `run ${run}: ${reportedRefusal(refusal).message}`),
      importedText(versions, tool === "Hugging Face" ? [] : [count(runs, "run")], tool),
    ],
  );
  endWith(versions, failedRuns.length > 0);
}
