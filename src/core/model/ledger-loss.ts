import { count } from "../text/format.ts";
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

const kindTexts: Readonly<Record<LossKind, string>> = {
  missing: "is missing",
  empty: "is empty",
  cut: "was cut: it ends before what has been read from it",
  replaced: "is another one than before",
};

/** Returns the problem of a ledger file as a clause: `is missing`. */
export function lossKindText(kind: LossKind): string {
  return kindTexts[kind];
}

/**
 * Describes the lost events: `5 events are lost, with fraud 1 to 3 and wine 7`; undefined if no
 * index tells.
 */
export function lostEventsText({ events, versions }: LedgerLoss): string | undefined {
  if (events === undefined || events === 0) return undefined;
  const verb = events === 1 ? "is" : "are";
  const named = lostVersionsText(versions);
  return `${count(events, "event")} ${verb} lost${named === "" ? "" : `, with ${named}`}`;
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
    .map(({ model, first, last }) => `${model} ${first}${last > first ? ` to ${last}` : ""}`);
  if (ranges.length > namedAtMost) texts.push("others");
  const end = texts.pop();
  return texts.length === 0 ? (end ?? "") : `${texts.join(", ")} and ${end ?? ""}`;
}

/** Returns the loss in clauses: `ledger/a.jsonl is missing; 5 events are lost, with fraud 1`. */
export function lossText(loss: LedgerLoss): string {
  const files = loss.files.map(({ file, kind }) => `ledger/${file} ${lossKindText(kind)}`);
  const lost = lostEventsText(loss);
  return [...files, ...(lost === undefined ? [] : [lost])].join("; ");
}
