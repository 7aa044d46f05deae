import type { Stage } from "../model/ids.ts";
import type { MoveKind } from "./stage-roles.ts";

/** Verbs of the kinds of moves, as buttons and menus have them. */
const verbs: Readonly<Record<MoveKind, string>> = {
  promotion: "Promote",
  demotion: "Move back",
  archiving: "Archive",
  rejection: "Reject",
  reinstatement: "Reinstate",
};

/** Returns the verb for a kind of move: `Promote`, `Move back`, … */
export function moveVerb(kind: MoveKind): string {
  return verbs[kind];
}

/** Returns the verb as a button of a dialog has it: `Move Back`. */
export function moveButton(kind: MoveKind): string {
  return verbs[kind].replace(/ ./, (initial) => initial.toUpperCase());
}

/**
 * Returns what moving something to a stage is called: `Promote fraud 5 to Live`, `Reject fraud 5`,
 * `Move fraud 5 back to Recent`;
 * without a title, `Promote to Live`.
 *
 */
export function moveTitle(kind: MoveKind, to: Stage, title?: string): string {
  const [verb, ...more] = moveVerb(kind).split(" ");
  const isNamed = kind !== "archiving" && kind !== "rejection";
  return [verb, title, ...more, ...(isNamed ? [`to ${to}`] : [])]
    .filter((word) => word !== undefined)
    .join(" ");
}
