import * as l10n from "@vscode/l10n";
import { entryAdviceText, type EntryAdvice } from "../../model/policy/entry-advice.ts";
import { nextMovesText, type NextMoves } from "../../model/policy/next-move.ts";
import { together } from "../../text/alternatives.ts";
import type { WordTable } from "../word-table.ts";

/** Refusals because it is not clear, or not there, where a version is to go or come from. */
export interface TargetRefusals {
  readonly "stage-unknown": {
    readonly code: "unknown-stage";
    readonly stage: string;
    readonly stages: readonly string[];
  };
  readonly "production-unclear": {
    readonly code: "invalid-request";
    readonly stages: readonly string[];
  };
  readonly "no-archive-stage": Move;
  readonly "no-rejection-stage": Move;
  readonly "rejection-unclear": Move & {
    /** `fraud@5` */
    readonly reference: string;
    /** Stages that it can go to at once. */
    readonly targets: readonly string[];
  };
  readonly "promotion-unclear": Move & {
    readonly from: string;
    readonly allowed: readonly string[];
    /** The one stage that it can go to at once. */
    readonly only?: string;
    readonly isChoice: boolean;
  };
  readonly "no-target": Omit<Move, "code"> & {
    readonly code: "transition-not-allowed";
    readonly from: string;
  };
  readonly "approval-nowhere-asked": Move & { readonly from: string };
  readonly "no-production-stage": {
    readonly code: "nothing-to-roll-back-to";
    readonly model: string;
  };
  readonly "nothing-in-use": { readonly code: "unknown-stage"; readonly model: string };
  readonly "no-former-version": {
    readonly code: "nothing-to-roll-back-to";
    readonly model: string;
    readonly stage: string;
    /** Way for a version to get into the stage. */
    readonly advice: EntryAdvice;
  };
  readonly "all-rolled-back": {
    readonly code: "nothing-to-roll-back-to";
    readonly model: string;
    readonly stage: string;
    /** References of the versions that were in it. */
    readonly candidates: readonly string[];
  };
  readonly "several-requests-open": {
    readonly code: "invalid-request";
    readonly title: string;
    readonly stages: readonly string[];
  };
  readonly "no-request-open": { readonly code: "unknown-request"; readonly title: string };
}

/** A move that was asked for without a stage. */
interface Move {
  readonly code: "invalid-request";
  /** `fraud 5` */
  readonly title: string;
  /** Stages that it can go to. */
  readonly moves: NextMoves;
}

export const targetWords = {
  "stage-unknown": {
    message: ({ stage }) => l10n.t("There is no stage named “{0}”.", stage),
    remedy: ({ stages }) => l10n.t("The stages are {0}.", stages.join(", ")),
  },
  "production-unclear": {
    message: () =>
      l10n.t(
        "Which stage is meant is not clear: the policy has none between its first and its last.",
      ),
    remedy: ({ stages }) => l10n.t("Name one of {0}.", stages.join(", ")),
  },
  "no-archive-stage": {
    message: ({ title }) =>
      l10n.t(
        "Can't archive {0}: the policy has no stage for versions that are no longer in use.",
        title,
      ),
    remedy: ({ moves }) =>
      `${nextMovesText(moves)} ${l10n.t("Or make a stage of the policy terminal (“terminal: true”).")}`,
  },
  "no-rejection-stage": {
    message: ({ title }) =>
      l10n.t(
        "Can't reject {0}: the policy has no stage for versions that will not be used.",
        title,
      ),
    remedy: ({ moves }) => nextMovesText(moves),
  },
  "rejection-unclear": {
    message: ({ title }) =>
      l10n.t("Can't reject {0}: the policy has several stages for rejected versions.", title),
    remedy: ({ moves }) => nextMovesText(moves),
  },
  "promotion-unclear": {
    message: ({ title, from }) =>
      l10n.t("Can't promote {0}: which stage comes after {1} is not clear.", title, from),
    remedy: ({ moves }) => nextMovesText(moves),
    details: ({ from, allowed }) => ({ from, allowed }),
  },
  "no-target": {
    message: ({ title, from }) => l10n.t("Can't move {0} out of {1}.", title, from),
    remedy: ({ moves }) => nextMovesText(moves),
  },
  "approval-nowhere-asked": {
    message: ({ title, from }) =>
      l10n.t(
        "Can't request approval of {0}: no stage that it can go to from {1} asks for any.",
        title,
        from,
      ),
    remedy: ({ moves }) => nextMovesText(moves),
  },
  "no-production-stage": {
    message: ({ model }) =>
      l10n.t("Can't roll back {0}: the policy has no stage for what is in production.", model),
    remedy: () => l10n.t("Add an exclusive stage to the policy."),
  },
  "nothing-in-use": {
    message: ({ model }) =>
      l10n.t("No version of {0} is in use: the policy has no stage for that.", model),
    remedy: () => l10n.t("Copy the verified path of a version instead."),
  },
  "no-former-version": {
    message: ({ model, stage }) =>
      l10n.t("Can't roll back {0}: no other version has been in {1}.", model, stage),
    remedy: ({ advice }) => entryAdviceText(advice),
  },
  "all-rolled-back": {
    message: ({ model, stage }) =>
      l10n.t(
        "Can't roll back {0}: every other version that was in {1} has been rolled back from.",
        model,
        stage,
      ),
    remedy: ({ candidates }) => l10n.t("Choose one yourself: {0}.", candidates.join(", ")),
  },
  "several-requests-open": {
    message: ({ title, stages }) =>
      l10n.t("Several requests of {0} are open: for {1}.", title, together(stages)),
    remedy: () => l10n.t("Name the stage of the one that is meant."),
  },
  "no-request-open": {
    message: ({ title }) => l10n.t("No request of {0} is open.", title),
  },
} satisfies WordTable<TargetRefusals>;
