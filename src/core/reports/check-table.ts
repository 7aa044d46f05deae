import { gateCheckName, type GateCheck } from "../model/policy/gate-check.ts";
import { count } from "../text/format.ts";
import { cell, type Cell, type ReportTable } from "./report-document.ts";

/** Returns the results of gates as a table: what was required, what there was, and the outcome. */
export function checkTable(checks: readonly GateCheck[], caption: string): ReportTable {
  return {
    kind: "table",
    caption,
    columns: [{ title: "Check" }, { title: "Required" }, { title: "Had" }, { title: "Result" }],
    rows: checks.map((check) => [
      cell(gateCheckName(check)),
      cell(check.required),
      cell(check.actual),
      outcome(check),
    ]),
  };
}

function outcome({ passed, skipped }: GateCheck): Cell {
  if (passed) return { text: "passed", tone: "good" };
  return skipped ? { text: "failed, skipped" } : { text: "failed", tone: "bad" };
}

/** Summarises checks: `3 of 4 checks passed; failed: test.auc`. */
export function checkSummary(checks: readonly GateCheck[]): string {
  if (checks.length === 0) return "no checks";
  const failed = checks.filter(({ passed }) => !passed).map(gateCheckName);
  const passed = `${checks.length - failed.length} of ${count(checks.length, "check")} passed`;
  return failed.length === 0 ? passed : `${passed}; failed: ${failed.join("; ")}`;
}
