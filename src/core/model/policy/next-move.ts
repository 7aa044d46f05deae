import * as l10n from "@vscode/l10n";
import { alternatives } from "../../text/alternatives.ts";
import type { Stage } from "../ids.ts";

/** Conditions of a move; at least one. */
export interface MoveNeeds {
  /** Checks that have to pass, by their names. */
  readonly checks?: readonly string[];
  readonly approval?: true;
  /** People who may make the move. */
  readonly by?: readonly string[];
}

/** A stage that the transitions let a version go to. */
export interface NextMove {
  readonly to: Stage;
  /** Absent if the person can move it at once. */
  readonly needs?: MoveNeeds;
}

/** Stages that a version can go to from the one that it is in. */
export interface NextMoves {
  readonly from: Stage;
  readonly moves: readonly NextMove[];
}

/** Step that brings a version into a stage, for who asks. */
export type PromotionAdvice =
  { readonly kind: "promote" } | { readonly kind: "needs"; readonly move: NextMove };

/** Returns where a version can go, or what brings it out of a stage that leads nowhere. */
export function nextMovesText({ from, moves }: NextMoves): string {
  if (moves.length === 0) {
    return l10n.t(
      "No stage can be reached from {0}: a rollback brings back a version that was in use, for others the policy needs a transition.",
      from,
    );
  }
  return l10n.t("From {0} it can go to {1}.", from, moveList(moves));
}

/**
 * Lists moves in words, those that need nothing else first:
 * `Staging or Shadow; to Live after approval`.
 */
export function moveList(moves: readonly NextMove[]): string {
  const free = moves.filter(({ needs }) => needs === undefined).map(({ to }) => to);
  const places = [
    ...(free.length > 0 ? [alternatives(free)] : []),
    ...moves.flatMap(({ to, needs }) => (needs === undefined ? [] : [conditionText(to, needs)])),
  ];
  return places.reduce((list, place) => l10n.t("{0}; to {1}", list, place));
}

/** Says that a version is to be promoted, or what that takes: `It can go to Live after approval.` */
export function promotionAdviceText(advice: PromotionAdvice): string {
  return advice.kind === "promote"
    ? l10n.t("Promote it.")
    : l10n.t("It can go to {0}.", moveList([advice.move]));
}

/** Returns a stage with its conditions: `Live after approval, by Ada or Bob`. */
function conditionText(to: Stage, { checks, approval, by }: MoveNeeds): string {
  const who = by && alternatives(by);
  if (!checks) return withoutChecks(to, approval, who);
  const names = checks.join(", ");
  if (approval) {
    return who === undefined
      ? l10n.t("{0} once its checks pass ({1}), after approval", to, names)
      : l10n.t("{0} once its checks pass ({1}), after approval, by {2}", to, names, who);
  }
  return who === undefined
    ? l10n.t("{0} once its checks pass ({1})", to, names)
    : l10n.t("{0} once its checks pass ({1}), by {2}", to, names, who);
}

function withoutChecks(to: Stage, approval: true | undefined, who: string | undefined): string {
  if (!approval) return l10n.t("{0} by {1}", to, who ?? "");
  return who === undefined
    ? l10n.t("{0} after approval", to)
    : l10n.t("{0} after approval, by {1}", to, who);
}
