import * as l10n from "@vscode/l10n";
import type { Stage } from "../model/ids.ts";
import type { MoveKind } from "./stage-roles.ts";

/** Returns the verb for a kind of move: `Promote`, `Move back`, … */
export function moveVerb(kind: MoveKind): string {
  return {
    promotion: l10n.t("Promote"),
    demotion: l10n.t("Move back"),
    archiving: l10n.t("Archive"),
    rejection: l10n.t("Reject"),
    reinstatement: l10n.t("Reinstate"),
  }[kind];
}

/** Returns the verb as a button of a dialog has it: `Move Back`. */
export function moveButton(kind: MoveKind): string {
  return kind === "demotion" ? l10n.t("Move Back") : moveVerb(kind);
}

/**
 * Returns what moving something to a stage is called: `Promote fraud 5 to Live`, `Reject fraud 5`,
 * `Move fraud 5 back to Recent`; without a title, `Promote to Live`.
 */
export function moveTitle(kind: MoveKind, to: Stage, title?: string): string {
  if (title === undefined) return moveLabel(kind, to);
  switch (kind) {
    case "promotion":
      return l10n.t("Promote {0} to {1}", title, to);
    case "demotion":
      return l10n.t("Move {0} back to {1}", title, to);
    case "archiving":
      return l10n.t("Archive {0}", title);
    case "rejection":
      return l10n.t("Reject {0}", title);
    case "reinstatement":
      return l10n.t("Reinstate {0} to {1}", title, to);
  }
}

function moveLabel(kind: MoveKind, to: Stage): string {
  switch (kind) {
    case "promotion":
      return l10n.t("Promote to {0}", to);
    case "demotion":
      return l10n.t("Move back to {0}", to);
    case "reinstatement":
      return l10n.t("Reinstate to {0}", to);
    default:
      return moveVerb(kind);
  }
}
