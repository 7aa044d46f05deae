import * as l10n from "@vscode/l10n";
import type { Stage } from "../model/ids.ts";

/** Phases in which a policy runs programs, as `hooks` of a stage names them. */
export const hookPhases = ["pre", "post", "request", "approve", "deny"] as const;
export type HookPhase = (typeof hookPhases)[number];

/** Phases of a move to the stage. */
export const movePhases = ["pre", "post"] as const satisfies readonly HookPhase[];

/** Phases of a request that a version may enter the stage. */
export type RequestPhase = Exclude<HookPhase, (typeof movePhases)[number]>;

/** Returns whether programs of a phase run at a move to the stage. */
export function isMovePhase(phase: HookPhase): phase is (typeof movePhases)[number] {
  return movePhases.some((each) => each === phase);
}

/** Returns the time at which a hook runs: `before Production`, `on a request for Production`. */
export function hookTime(phase: HookPhase, stage: Stage): string {
  switch (phase) {
    case "pre":
      return l10n.t("before {0}", stage);
    case "post":
      return l10n.t("after {0}", stage);
    case "request":
      return l10n.t("on a request for {0}", stage);
    case "approve":
      return l10n.t("on an approval for {0}", stage);
    case "deny":
      return l10n.t("on a denial for {0}", stage);
  }
}
