import type { Finding, Verdict } from "../../core/inspection.ts";
import { LimitReached } from "../limit-reached.ts";
import { printable } from "../printable.ts";
import { worstVerdict } from "../verdict.ts";
import { classifyImport, type ImportClass } from "./classify-import.ts";

/** What reading the pickles of one file may cost, all of them together. */
export interface PickleLimits {
  /** Opcodes that are executed on paper. */
  readonly opcodes: number;
  /** Values on the stack, in the memo, or kept as items. */
  readonly values: number;
  /** Characters of text that are kept. */
  readonly text: number;
  /** Pickles within byte strings of pickles. */
  readonly depth: number;
}

export const defaultLimits: PickleLimits = {
  opcodes: 200_000_000,
  values: 3_000_000,
  text: 64 * 1024 * 1024,
  depth: 8,
};

export interface ImportUse extends ImportClass {
  readonly module: string;
  readonly name: string;
  /** Where it was met first. */
  readonly where: string;
}

/**
 * What the pickles of one file import and do, gathered while they are read, and what reading them has
 * cost so far.
 */
export class PickleScan {
  readonly limits: PickleLimits;
  readonly signal: AbortSignal;
  readonly imports = new Map<string, ImportUse>();
  readonly findings: Finding[] = [];
  verdict: Verdict = "weights-only";
  /** How often something was met that acts when it is loaded: an import, an extension. */
  acts = 0;
  opcodes = 0;
  values = 0;
  text = 0;

  constructor(signal: AbortSignal, limits: PickleLimits = defaultLimits) {
    this.signal = signal;
    this.limits = limits;
  }

  /** Notes that loading imports `module.name`. Names are text that is kept, once each. */
  import(module: string, name: string, where: string): ImportUse {
    this.acts += 1;
    const key = `${module}\n${name}`;
    const known = this.imports.get(key);
    if (known !== undefined) return known;
    const use = { ...classifyImport(module, name), module, name, where };
    this.imports.set(key, use);
    if (use.level === "dangerous") this.#reportDangerous(use);
    else if (use.level !== "data" && use.level !== "nested") this.worsen("needs-code");
    if (use.level === "unknown") this.#reportUnknown(use);
    this.text += key.length;
    if (this.text > this.limits.text) {
      throw new LimitReached("The pickle imports more names than are looked at", where);
    }
    return use;
  }

  /** A scan on trial: of bytes that may turn out to be no pickle. It goes on with what is left of the limits. */
  fork(): PickleScan {
    const trial = new PickleScan(this.signal, this.limits);
    trial.#countAs(this);
    return trial;
  }

  /** Ends a trial. What was found is taken over only if `counts`; what it cost is, in any case. */
  join(trial: PickleScan, counts: boolean): void {
    this.#countAs(trial);
    if (!counts) return;
    this.acts += trial.acts;
    for (const [key, use] of trial.imports) if (!this.imports.has(key)) this.imports.set(key, use);
    for (const finding of trial.findings) this.report(finding, trial.verdict);
    this.worsen(trial.verdict);
  }

  #countAs(other: PickleScan): void {
    this.opcodes = other.opcodes;
    this.values = other.values;
    this.text = other.text;
  }

  report(finding: Finding, verdict: Verdict): void {
    this.worsen(verdict);
    const known = this.findings.some(
      (other) => other.code === finding.code && other.message === finding.message,
    );
    if (!known && this.findings.length < 100) this.findings.push(finding);
  }

  worsen(verdict: Verdict): void {
    this.verdict = worstVerdict([this.verdict, verdict]);
  }

  #reportDangerous(use: ImportUse): void {
    this.report(
      {
        code: "pickle-dangerous-import",
        severity: "danger",
        message: `Loading this file imports ${fullName(use)}, which no model needs: it ${use.reason ?? "is known to be harmful"}.`,
        where: use.where,
      },
      "dangerous",
    );
  }

  #reportUnknown(use: ImportUse): void {
    this.report(
      {
        code: "pickle-unknown-import",
        severity: "warning",
        message: `Loading this file imports ${fullName(use)}, which is not code of a known library: look at it before you load the file.`,
        where: use.where,
      },
      "needs-code",
    );
  }
}

/** `module.name` as it may be shown. */
export function fullName(use: { readonly module: string; readonly name: string }): string {
  return printable(`${use.module}.${use.name}`, 300);
}
