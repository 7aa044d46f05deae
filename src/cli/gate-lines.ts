import { gateCheckName, type GateCheck } from "../core/gate-check.ts";
import { alignedLines } from "./table.ts";

/** Checks as a list to tick off: `ok    test.auc  0.95  required at least 0.9`. */
export function gateLines(checks: readonly GateCheck[]): readonly string[] {
  return alignedLines(
    checks.map((check) => [
      check.passed ? "ok" : "FAIL",
      gateCheckName(check),
      check.actual,
      `required ${check.required}`,
    ]),
  ).map((line) => `  ${line}`);
}

/** Names are part of the documented JSON. */
export function gateDocuments(checks: readonly GateCheck[]): readonly unknown[] {
  return checks.map(({ rule, subject, required, actual, passed, wayOut }) => ({
    rule,
    subject,
    required,
    actual,
    passed,
    ...(wayOut !== undefined && { wayOut }),
  }));
}
