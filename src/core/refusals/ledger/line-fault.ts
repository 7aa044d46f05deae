import * as l10n from "@vscode/l10n";

/** Fault of a line of the ledger, or of lines that came from another clone. */
export type LineFault =
  | "bytes-changed"
  | "not-json"
  | "no-object"
  /** It names another line than the one before it. */
  | "not-following"
  | "too-long"
  | "id-not-later"
  /** A writer that had lost its lock left it. */
  | "superseded"
  /** The last one of those that came has no newline. */
  | "no-end"
  /** Those that came end otherwise than the remote says. */
  | "other-end"
  | "file-shorter"
  /** Other lines stand where those that came belong. */
  | "place-taken";

/** Cause why a line does not count: a fault that was found, or what its form lacks in a clause. */
export type LineProblem = { readonly fault: LineFault } | { readonly clause: string };

/** Faults by which two clones have other lines in one place. */
const divergences: ReadonlySet<LineFault> = new Set(["not-following", "place-taken"]);

/** Tells whether a ledger file has become another one than it was where the line came from. */
export function isDivergence(problem: LineProblem): boolean {
  return "fault" in problem && divergences.has(problem.fault);
}

/** Returns a problem in a clause: `it is not JSON`. */
export function lineProblemText(problem: LineProblem): string {
  return "fault" in problem ? texts[problem.fault]() : problem.clause;
}

const texts: Readonly<Record<LineFault, () => string>> = {
  "bytes-changed": () => l10n.t("its bytes do not match its checksum"),
  "not-json": () => l10n.t("it is not JSON"),
  "no-object": () => l10n.t("it is not an object"),
  "not-following": () => l10n.t("it does not follow the line before it"),
  "too-long": () => l10n.t("it is too long"),
  "id-not-later": () => l10n.t("its id is not later than that of the line before"),
  superseded: () =>
    l10n.t("a writer that had lost its lock left it; it was never acknowledged and is ignored"),
  "no-end": () => l10n.t("its last line has no end"),
  "other-end": () => l10n.t("its lines end otherwise than its head says"),
  "file-shorter": () => l10n.t("its file has become shorter meanwhile"),
  "place-taken": () => l10n.t("other lines stand in their place"),
};
