import type { Finding, Verdict } from "../../../core/model/inspection.ts";
import { LimitReached } from "../../contract/limit-reached.ts";
import { worstVerdict } from "../../contract/verdict.ts";
import { printable } from "../printable.ts";
import { classifyImport, type ImportClass } from "./classify-import.ts";
import type { GlobalNode } from "./value.ts";

/** Limits for reading the pickles of one file, all of them together. */
export interface PickleLimits {
  /** Opcodes that are simulated. */
  readonly opcodes: number;
  /** Values that are stored as items, and their containers: 60 to 200 bytes each. */
  readonly values: number;
  /** Values on the stack, and marks. */
  readonly stack: number;
  /** Values that are remembered: 40 bytes each. */
  readonly memo: number;
  /** Characters of text that are stored. */
  readonly text: number;
  /** Pickles within byte strings of pickles. */
  readonly depth: number;
}

/** Default limits: they hold memory well under 256 MB, whatever a pickle contains. */
export const defaultLimits: PickleLimits = {
  opcodes: 200_000_000,
  values: 1_000_000,
  stack: 1_000_000,
  memo: 2_000_000,
  text: 32 * 1024 * 1024,
  depth: 8,
};

/** Bytes of short byte strings that are stored. */
const maxKeptBytes = 4 * 1024 * 1024;
/** Largest length of byte strings that are stored: the labels of classes are shorter. */
const longestKept = 4096;

/** Characters of text that take as much room as an import. */
const importCost = 200;

/** A name as it stands on the stack, too: an import that is repeated takes no more room. */
export interface ImportUse extends ImportClass, GlobalNode {
  /** Place of its first occurrence. */
  readonly where: string;
}

/**
 * Imports and effects of the pickles of one file, collected while they are read, and the cost of
 * reading them so far.
 */
export class PickleScan {
  readonly limits: PickleLimits;
  readonly signal: AbortSignal;
  readonly imports = new Map<string, ImportUse>();
  /** Functions that loading calls and that are not known to only rebuild objects. */
  readonly calls = new Set<string>();
  readonly findings: Finding[] = [];
  verdict: Verdict = "weights-only";
  /** Number of instructions that act when the file is loaded: imports, extensions. */
  acts = 0;
  opcodes = 0;
  values = 0;
  text = 0;
  #keptBytes = 0;

  constructor(signal: AbortSignal, limits: PickleLimits = defaultLimits) {
    this.signal = signal;
    this.limits = limits;
  }

  /** Records that loading imports `module.name`. Names are stored once each. */
  import(module: string, name: string, where: string): ImportUse {
    this.acts += 1;
    const key = `${module}\n${name}`;
    const known = this.imports.get(key);
    if (known !== undefined) return known;
    const use: ImportUse = { kind: "global", ...classifyImport(module, name), module, name, where };
    this.imports.set(key, use);
    if (use.level === "dangerous") this.#reportDangerous(use);
    else if (use.level !== "data" && use.level !== "nested") this.worsen("needs-code");
    if (use.level === "unknown") this.#reportUnknown(use);
    this.text += key.length + importCost;
    if (this.text > this.limits.text) {
      throw new LimitReached("The pickle imports more names than are looked at", where);
    }
    return use;
  }

  /** Returns the use of a name that is on the stack. */
  useOf({ module, name }: GlobalNode): ImportUse | undefined {
    return this.imports.get(`${module}\n${name}`);
  }

  /** Notes that something `by-arguments` is used in a way that its arguments do not explain. */
  reportUnexplained(use: ImportUse): void {
    this.#reportDangerous(use);
  }

  /**
   * Returns a scan on trial, for bytes that may turn out to be no pickle. It uses the rest of the
   * limits.
   */
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
    for (const called of trial.calls) this.calls.add(called);
    for (const finding of trial.findings) this.report(finding, trial.verdict);
    this.worsen(trial.verdict);
  }

  /** Returns true if a byte string of this length may be stored, and counts it. */
  keepsBytes(length: number): boolean {
    if (length > longestKept || this.#keptBytes + length > maxKeptBytes) return false;
    this.#keptBytes += length;
    return true;
  }

  #countAs(other: PickleScan): void {
    this.#keptBytes = other.#keptBytes;
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
