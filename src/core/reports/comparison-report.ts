import type { Stage, Timestamp } from "../model/ids.ts";
import type { Annotations } from "../model/markings.ts";
import { gateCheckName, type GateCheck } from "../model/policy/gate-check.ts";
import { versionReference, type Version } from "../state/version.ts";
import type { Comparable, Comparison } from "./comparison.ts";

/** A version as a report has it. */
export interface ReportedVersion
  extends
    Comparable,
    Pick<
      Version,
      "label" | "aliases" | "stageSince" | "registeredAt" | "registeredBy" | "rolledBackAt"
    > {
  readonly tags: Readonly<Record<string, string>>;
  readonly annotations: Annotations;
}

/** Gate results of versions, as they would enter a stage now. */
export interface GateResults {
  readonly stage: Stage;
  /** One list a version, in the order of the versions. */
  readonly checks: readonly (readonly GateCheck[])[];
}

/** Everything that a comparison report says. */
export interface ComparisonReport {
  readonly madeAt: Timestamp;
  /** Name of the workspace folder. */
  readonly folder: string;
  /** At least one; in the order asked. */
  readonly versions: readonly ReportedVersion[];
  /** Index of the version that changes are measured against. */
  readonly baseline: number;
  readonly comparison: Comparison;
  /** Absent if the stage of the versions in use has no gates. */
  readonly gates?: GateResults | undefined;
}

/** A gate and its result for each version; undefined where a version was not asked it. */
export interface GateRow {
  readonly name: string;
  readonly required: string;
  readonly cells: readonly (GateCheck | undefined)[];
  readonly differs: boolean;
}

/** Returns the gate results as rows: one for each gate. */
export function gateRows({ checks }: GateResults): readonly GateRow[] {
  const keyOf = (check: GateCheck): string => `${check.rule}\n${check.subject}`;
  const byKey = checks.map((list) => new Map(list.map((check) => [keyOf(check), check])));
  const first = new Map(checks.flat().map((check) => [keyOf(check), check]));
  return [...first].map(([key, check]) => {
    const cells = byKey.map((results) => results.get(key));
    const results = cells.map((result) => `${result?.passed ?? ""} ${result?.actual ?? ""}`);
    return {
      name: gateCheckName(check),
      required: check.required,
      cells,
      differs: new Set(results).size > 1,
    };
  });
}

/** Returns a comparison report as data for programs. */
export function comparisonReportData(report: ComparisonReport): unknown {
  const { madeAt, folder, versions, baseline, comparison, gates } = report;
  return {
    report: "comparison",
    madeAt,
    folder,
    versions: versions.map((version) => ({
      reference: versionReference(version),
      ...version,
    })),
    baseline,
    comparison,
    gates: gates ?? null,
  };
}
