import type { Finding } from "../../../core/model/inspection.ts";
import type { RAttributes } from "./types.ts";

/** Parts of a file of R that run code, or could, noted while it is read. */
export interface RContents {
  functions: number;
  /** Number of unevaluated promises, such as arguments that a function has not used. */
  promises: number;
  /** Such promises where no function puts them. */
  unexpectedPromises: number;
  activeBindings: number;
  persistent: number;
  /** Names that calls, formulas and functions call. */
  readonly calls: Set<string>;
  /** Packages that loading loads. */
  readonly packages: Set<string>;
  /** Attributes of the first formula that a model was fitted with. */
  terms: RAttributes | undefined;
}

export function noFindings(): RContents {
  return {
    functions: 0,
    promises: 0,
    unexpectedPromises: 0,
    activeBindings: 0,
    persistent: 0,
    calls: new Set(),
    packages: new Set(),
    terms: undefined,
  };
}

/** Functions that reach outside of R. */
const risky = new Set([
  "download.file",
  "dyn.load",
  "file.remove",
  "install.packages",
  "library.dynam",
  "pipe",
  "shell",
  "shell.exec",
  "socketConnection",
  "source",
  "sys.source",
  "Sys.setenv",
  "system",
  "system2",
  "unlink",
  "url",
]);

export function findingsOf(contents: RContents): Finding[] {
  const { functions, promises, activeBindings, calls } = contents;
  const reaching = [...calls].filter((name) => risky.has(name)).sort();
  const findings: Finding[] = [];
  if (contents.unexpectedPromises > 0) {
    findings.push({
      code: "r-promise",
      severity: "danger",
      message: `The file holds a promise in place of a value: R runs its code when the value is first used (CVE-2024-27322)${reaching.length > 0 ? `. Called in the file: ${reaching.join(", ")}` : ""}.`,
    });
  }
  if (promises > 0 || activeBindings > 0) {
    findings.push({
      code: "r-lazy-values",
      // Every function keeps the arguments that it has not used as promises.
      severity: activeBindings > 0 ? "warning" : "info",
      message:
        "Environments in the file have promises or active bindings, whose code R runs when they are used.",
    });
  }
  if (functions > 0 || calls.size > 0) {
    findings.push({
      code: "r-code",
      severity: reaching.length > 0 ? "warning" : "info",
      message: `The file holds code, which runs when R predicts or prints with it${reaching.length > 0 ? `; it calls ${reaching.join(", ")}` : ""}.`,
    });
  }
  if (contents.persistent > 0) {
    findings.push({
      code: "r-kept-elsewhere",
      severity: "warning",
      message:
        "Objects are only named in the file, and a function of the loading program has to find them.",
    });
  }
  return findings;
}

/** Returns whether loading or using the objects runs more than R's own code for numbers and texts. */
export function needsCode(contents: RContents): boolean {
  return contents.packages.size > 0 || findingsOf(contents).length > 0;
}
