import * as l10n from "@vscode/l10n";
import { formatNumber, listOfAll } from "../text/language.ts";

/** Describes the garbage for people: `2 objects and 1 left-over`. */
export function garbageText({
  objects,
  leftovers,
  snapshots,
}: {
  readonly objects: number;
  readonly leftovers: number;
  readonly snapshots: number;
}): string {
  const parts = [
    ...(objects > 0 ? [objectCount(objects)] : []),
    ...(leftovers > 0 ? [leftoverCount(leftovers)] : []),
    ...(snapshots > 0 ? [snapshotCount(snapshots)] : []),
  ];
  return listOfAll(parts);
}

function objectCount(n: number): string {
  return n === 1 ? l10n.t("1 object") : l10n.t("{0} objects", formatNumber(n));
}

function leftoverCount(n: number): string {
  return n === 1 ? l10n.t("1 left-over") : l10n.t("{0} left-overs", formatNumber(n));
}

function snapshotCount(n: number): string {
  return n === 1 ? l10n.t("1 unused snapshot") : l10n.t("{0} unused snapshots", formatNumber(n));
}
