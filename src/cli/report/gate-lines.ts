import { gateCheckName, type GateCheck } from "../../core/model/policy/gate-check.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { Output } from "../terminal/output.ts";
import { alignedLines } from "../terminal/table.ts";

/** Returns checks as a list to tick off: `ok test.auc 0.95 required at least 0.9`. */
export function gateLines(checks: readonly GateCheck[]): readonly string[] {
  return alignedLines(
    checks.map((check) => [
      outcome(check),
      gateCheckName(check),
      check.actual,
      `required ${check.required}`,
    ]),
  ).map((line) => `  ${line}`);
}

/** Returns the outcome of a check; a skipped check counts as `skipped`, not as `FAIL`. */
function outcome({ passed, skipped }: GateCheck): string {
  if (passed) return "ok";
  return skipped ? "skipped" : "FAIL";
}

/** Returns checks for programs; the names are part of the documented JSON. */
export function gateDocuments(checks: readonly GateCheck[]): readonly unknown[] {
  return checks.map(({ rule, subject, required, actual, passed, skipped, wayOut }) => ({
    rule,
    subject,
    required,
    actual,
    passed,
    ...(skipped && { skipped }),
    ...(wayOut !== undefined && { wayOut }),
  }));
}

/** Lists what the gates demanded and found, if an error is a refusal by gates. */
export function noteFailedChecks(output: Output, error: unknown): void {
  if (!(error instanceof RegistryError) || error.refusal.code !== "gates-failed") return;
  for (const line of gateLines(error.refusal.checks)) output.note(line);
}
