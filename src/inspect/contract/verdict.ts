import { Verdict, type Finding } from "../../core/model/inspection.ts";

/** The worst of them; `weights-only` when there are none. */
export function worstVerdict(verdicts: Iterable<Verdict>): Verdict {
  let worst = 0;
  for (const verdict of verdicts) worst = Math.max(worst, Verdict.options.indexOf(verdict));
  return Verdict.options[worst] ?? "unreadable";
}

/** Returns the verdict of a reader that reports every danger it knows of among its findings. */
export function verdictFrom(findings: readonly Finding[], needsCode = false): Verdict {
  if (findings.some(({ severity }) => severity === "danger")) return "dangerous";
  return needsCode ? "needs-code" : "weights-only";
}
