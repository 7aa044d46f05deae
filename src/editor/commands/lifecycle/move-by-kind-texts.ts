import { l10n } from "vscode";

/** Kinds of moves that several versions can make at once. */
export type Kind = "archiving" | "rejection";

/** Returns a title for one version: `Archive fraud 5`. */
export function moveOneTitle(kind: Kind, title: string): string {
  return kind === "archiving" ? l10n.t("Archive {0}", title) : l10n.t("Reject {0}", title);
}

export function severalTitle(kind: Kind, n: number): string {
  if (kind === "archiving") {
    return n === 1 ? l10n.t("Archive 1 version") : l10n.t("Archive {0} versions", n);
  }
  return n === 1 ? l10n.t("Reject 1 version") : l10n.t("Reject {0} versions", n);
}

export function severalQuestion(kind: Kind, n: number): string {
  if (kind === "archiving") {
    return n === 1 ? l10n.t("Archive 1 version?") : l10n.t("Archive {0} versions?", n);
  }
  return n === 1 ? l10n.t("Reject 1 version?") : l10n.t("Reject {0} versions?", n);
}

export function allowQuestion(kind: Kind, n: number): string {
  if (kind === "archiving") {
    return n === 1
      ? l10n.t("Allow these programs and archive 1 version?")
      : l10n.t("Allow these programs and archive {0} versions?", n);
  }
  return n === 1
    ? l10n.t("Allow these programs and reject 1 version?")
    : l10n.t("Allow these programs and reject {0} versions?", n);
}

export function doneText(kind: Kind, n: number): string {
  if (kind === "archiving") {
    return n === 1 ? l10n.t("1 version archived.") : l10n.t("{0} versions archived.", n);
  }
  return n === 1 ? l10n.t("1 version rejected.") : l10n.t("{0} versions rejected.", n);
}

export function notDoneText(kind: Kind, n: number): string {
  if (kind === "archiving") {
    return n === 1
      ? l10n.t("Cancelled: 1 version not archived.")
      : l10n.t("Cancelled: {0} versions not archived.", n);
  }
  return n === 1
    ? l10n.t("Cancelled: 1 version not rejected.")
    : l10n.t("Cancelled: {0} versions not rejected.", n);
}
