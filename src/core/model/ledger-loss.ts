import * as l10n from "@vscode/l10n";
import { formatNumber } from "../text/language.ts";
import type { ModelName, VersionId, VersionNumber } from "./ids.ts";

/** Kind of difference between a ledger file and its earlier state. */
export type LossKind = "missing" | "empty" | "cut" | "replaced";

/** A version that the index knows and no ledger file tells of. */
export interface LostVersion {
  readonly id: VersionId;
  readonly model: ModelName;
  readonly number: VersionNumber;
}

/** Acknowledged events that are in no ledger file any more. */
export interface LedgerLoss {
  /** The files that are not what they were; none if only events are known to be missing. */
  readonly files: readonly { readonly file: string; readonly kind: LossKind }[];
  /** Number of missing events; absent if there is no index to tell. */
  readonly events?: number;
  /** By model, then number. Deleted versions are not among them. */
  readonly versions: readonly LostVersion[];
}

/** Returns the problem of a ledger file, of which the name is given: `it is missing`. */
export function lossKindText(kind: LossKind): string {
  return {
    missing: l10n.t("it is missing"),
    empty: l10n.t("it is empty"),
    cut: l10n.t("it was cut: it ends before what has been read from it"),
    replaced: l10n.t("it is another file than before"),
  }[kind];
}

function fileLossText(file: string, kind: LossKind): string {
  switch (kind) {
    case "missing":
      return l10n.t("{0} is missing", file);
    case "empty":
      return l10n.t("{0} is empty", file);
    case "cut":
      return l10n.t("{0} was cut: it ends before what has been read from it", file);
    case "replaced":
      return l10n.t("{0} is another file than before", file);
  }
}

/**
 * Describes the lost events: `5 events are lost, with fraud 1 to 3 and wine 7`; undefined if no
 * index tells.
 */
export function lostEventsText({ events, versions }: LedgerLoss): string | undefined {
  if (events === undefined || events === 0) return undefined;
  const named = lostVersionsText(versions);
  if (named === "") {
    return events === 1
      ? l10n.t("1 event is lost")
      : l10n.t("{0} events are lost", formatNumber(events));
  }
  return events === 1
    ? l10n.t("1 event is lost, with {0}", named)
    : l10n.t("{0} events are lost, with {1}", formatNumber(events), named);
}

/** Maximum number of ranges named, as a model can have many of them. */
const namedAtMost = 10;

/** Lists lost versions by ranges: `fraud 1 to 3 and wine 7`. */
export function lostVersionsText(versions: readonly LostVersion[]): string {
  const ranges: { model: ModelName; first: number; last: number }[] = [];
  for (const { model, number } of versions) {
    const before = ranges.at(-1);
    if (before?.model === model && before.last === number - 1) before.last = number;
    else ranges.push({ model, first: number, last: number });
  }
  const texts = ranges
    .slice(0, namedAtMost)
    .map(({ model, first, last }) =>
      last > first ? l10n.t("{0} {1} to {2}", model, first, last) : `${model} ${first}`,
    );
  if (ranges.length > namedAtMost) texts.push(l10n.t("others"));
  const end = texts.pop();
  return texts.length === 0 ? (end ?? "") : l10n.t("{0} and {1}", texts.join(", "), end ?? "");
}

/** Returns the loss in clauses: `ledger/a.jsonl is missing; 5 events are lost, with fraud 1`. */
export function lossText(loss: LedgerLoss): string {
  const files = loss.files.map(({ file, kind }) => fileLossText(`ledger/${file}`, kind));
  const lost = lostEventsText(loss);
  return [...files, ...(lost === undefined ? [] : [lost])].join("; ");
}
