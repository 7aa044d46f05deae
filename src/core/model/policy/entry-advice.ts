import * as l10n from "@vscode/l10n";
import { alternatives, together } from "../../text/alternatives.ts";
import type { Stage } from "../ids.ts";

/** People who alone may bring versions into a stage. */
export interface StageRights {
  readonly people: readonly string[];
  readonly stage: Stage;
}

/** Step that brings a version into a stage in which none is, or no other. */
export type EntryAdvice =
  | {
      readonly kind: "promote";
      /** `fraud@5` */
      readonly reference: string;
      /** Stages on the way. */
      readonly through: readonly Stage[];
      /** Stages of the way that take approval. */
      readonly approvals: readonly Stage[];
      readonly rights: readonly StageRights[];
    }
  | {
      readonly kind: "roll-back";
      readonly reference: string;
      readonly stage: Stage;
      readonly rights: readonly StageRights[];
    }
  /** The nearest version fails checks of a stage, by the names of the checks. */
  | {
      readonly kind: "fails";
      readonly reference: string;
      readonly to: Stage;
      readonly checks: readonly string[];
    }
  | { readonly kind: "register" }
  | { readonly kind: "register-and-promote" }
  | { readonly kind: "no-transition"; readonly stage: Stage };

/** Returns the advice in whole sentences. */
export function entryAdviceText(advice: EntryAdvice): string {
  switch (advice.kind) {
    case "promote": {
      const { reference, through, approvals, rights } = advice;
      return [
        through.length === 0
          ? l10n.t("Promote one, for example {0}.", reference)
          : l10n.t("Promote one, for example {0}, by way of {1}.", reference, together(through)),
        ...(approvals.length === 0 ? [] : [l10n.t("{0} takes approval.", together(approvals))]),
        ...rights.map(rightsText),
      ].join(" ");
    }
    case "roll-back":
      return [
        l10n.t("Roll {0} back to {1}.", advice.stage, advice.reference),
        ...advice.rights.map(rightsText),
      ].join(" ");
    case "fails":
      return l10n.t(
        "The nearest is {0}, which fails checks of {1}: {2}.",
        advice.reference,
        advice.to,
        advice.checks.join(", "),
      );
    case "register":
      return l10n.t("Register a version.");
    case "register-and-promote":
      return l10n.t("Register a version and promote it.");
    case "no-transition":
      return l10n.t("No transition of the policy leads to {0}; add one.", advice.stage);
  }
}

function rightsText({ people, stage }: StageRights): string {
  return l10n.t("Only {0} may bring it into {1}.", alternatives(people), stage);
}
