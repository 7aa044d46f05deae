import * as l10n from "@vscode/l10n";
import { entryAdviceText, type EntryAdvice } from "../../model/policy/entry-advice.ts";
import { gateCheckText, type GateCheck } from "../../model/policy/gate-check.ts";
import { nextMovesText, type NextMoves } from "../../model/policy/next-move.ts";
import { alternatives } from "../../text/alternatives.ts";
import { actionText, type RefusedAction } from "../refused-action.ts";
import type { WordTable } from "../word-table.ts";

/** People whom a policy names. */
interface NamedPeople {
  readonly people: readonly string[];
  /** The actor may be one of them, and has no address by which they are named. */
  readonly lacksAddress: boolean;
}

/** Refusals of moves between stages. Versions are named by their titles: `fraud 5`. */
export interface LifecycleRefusals {
  readonly "reason-missing": { readonly code: "invalid-request"; readonly action: RefusedAction };
  readonly "may-not-promote": NamedPeople & {
    readonly code: "not-permitted";
    readonly action: RefusedAction;
    readonly stage: string;
    /** Identity of the actor: `Ada <ada@example.org>`. */
    readonly actor: string;
    /** Version in the stage, where a name leads to it. */
    readonly there?: string;
  };
  readonly "gates-failed": {
    readonly code: "gates-failed";
    readonly action: RefusedAction;
    readonly to: string;
    /** Id of the version, once it is registered. */
    readonly version?: string;
    readonly checks: readonly GateCheck[];
    /** Set where forcing can be asked for. */
    readonly mayForce?: boolean;
  };
  readonly "rights-not-forced": {
    readonly code: "gates-failed";
    readonly action: RefusedAction;
    readonly to: string;
    readonly version?: string;
    readonly checks: readonly GateCheck[];
  };
  readonly "may-not-force": NamedPeople & {
    readonly code: "gates-failed";
    readonly action: RefusedAction;
    readonly to: string;
    readonly version?: string;
    readonly checks: readonly GateCheck[];
  };
  readonly "force-without-reason": {
    readonly code: "invalid-request";
    readonly action: RefusedAction;
    readonly to: string;
    readonly version?: string;
    readonly checks: readonly GateCheck[];
  };
  readonly "no-request-to-promote": {
    readonly code: "invalid-request";
    readonly title: string;
    readonly to: string;
  };
  readonly "target-unknown": {
    readonly code: "unknown-stage";
    readonly title: string;
    readonly to: string;
    readonly stages: readonly string[];
  };
  readonly "already-in-target": {
    readonly code: "already-in-stage";
    readonly title: string;
    readonly to: string;
    /** Person who moved it there, if that was somebody else. */
    readonly by?: string;
  };
  readonly "stage-taken": {
    readonly code: "stage-taken";
    readonly title: string;
    readonly to: string;
    /** The version that entered the stage meanwhile. */
    readonly other: string;
    /** Reference of that version. */
    readonly reference: string;
    /** Person who moved it there; absent if that is not known. */
    readonly by?: string;
  };
  readonly "transition-not-allowed": {
    readonly code: "transition-not-allowed";
    readonly title: string;
    readonly from: string;
    readonly to: string;
    readonly allowed: readonly string[];
    readonly moves: NextMoves;
  };
  readonly "stage-not-exclusive": {
    readonly code: "invalid-request";
    readonly model: string;
    readonly stage: string;
  };
  readonly "already-restored": {
    readonly code: "already-in-stage";
    readonly title: string;
    readonly stage: string;
  };
  readonly "never-in-stage": {
    readonly code: "nothing-to-roll-back-to";
    readonly model: string;
    readonly stage: string;
    /** Title of the version, or its id if it is unknown. */
    readonly version: string;
    readonly isKnown: boolean;
    readonly candidates: readonly string[];
    /** Way for a version to get into the stage; absent if there are candidates. */
    readonly advice?: EntryAdvice;
  };
  readonly "stage-empty": {
    readonly code: "unknown-version";
    readonly model: string;
    readonly stage: string;
    /** Way for a version to get into the stage. */
    readonly advice: EntryAdvice;
  };
  readonly "no-copy-to-restore": {
    readonly code: "artifact-missing";
    readonly title: string;
    readonly path: string;
    readonly uri: string;
  };
  readonly "auto-promotion-failed": {
    readonly code: "file-problem";
    /** `fraud 5 to Staging` */
    readonly move: string;
    /** Error of the file system. */
    readonly error: string;
  };
}

type Gates = Pick<LifecycleRefusals["gates-failed"], "action" | "to" | "version" | "checks">;

export const lifecycleWords = {
  "reason-missing": {
    message: ({ action }) => l10n.t("{0}: no reason was given.", actionText(action)),
    remedy: giveReason,
  },
  "may-not-promote": {
    message: ({ action, actor, stage, there }) => {
      const refused = l10n.t(
        "{0}: by the policy, {1} may not bring versions into {2}.",
        actionText(action),
        actor,
        stage,
      );
      return there === undefined ? refused : `${refused} ${l10n.t("{0} is there.", there)}`;
    },
    remedy: ({ people, lacksAddress }) =>
      withHint(l10n.t("Ask {0} to do it.", alternatives(people)), lacksAddress),
    details: ({ stage, people }) => ({ stage, promoters: people }),
  },
  "gates-failed": {
    message: failingGates,
    remedy: ({ checks }) =>
      checks.find(({ passed }) => !passed)?.wayOut ?? l10n.t("Change the policy."),
    details: ({ mayForce, ...gates }) => ({
      ...gateDetails(gates),
      ...(mayForce !== undefined && { mayForce }),
    }),
  },
  "rights-not-forced": {
    message: failingGates,
    remedy: () => l10n.t("Who may promote can't be forced; ask one of them."),
    details: gateDetails,
  },
  "may-not-force": {
    message: failingGates,
    remedy: ({ people, lacksAddress }) =>
      withHint(
        people.length > 0
          ? l10n.t("By the policy, {0} may force it.", alternatives(people))
          : l10n.t("By the policy, nobody may force it."),
        lacksAddress,
      ),
    details: gateDetails,
  },
  "force-without-reason": { message: failingGates, remedy: giveReason, details: gateDetails },
  "no-request-to-promote": {
    message: ({ title, to }) =>
      l10n.t("Can't move {0}: no open request asks to promote it to {1} automatically.", title, to),
    remedy: () => l10n.t("Promote it yourself."),
  },
  "target-unknown": {
    message: ({ title, to }) => l10n.t("Can't move {0} to {1}: there is no such stage.", title, to),
    remedy: ({ stages }) => l10n.t("The stages are {0}.", stages.join(", ")),
  },
  "already-in-target": {
    message: ({ title, to, by }) =>
      by === undefined
        ? l10n.t("{0} is already in {1}.", title, to)
        : l10n.t("{0} is already in {1}: {2} moved it there.", title, to, by),
    remedy: () => l10n.t("Nothing needs to be done."),
  },
  "stage-taken": {
    message: ({ title, to, other, by }) =>
      by === undefined
        ? l10n.t("{0} was not moved to {1}: meanwhile {2} came there.", title, to, other)
        : l10n.t("{0} was not moved to {1}: meanwhile {2} moved {3} there.", title, to, by, other),
    remedy: ({ title, other }) =>
      l10n.t("Compare the two; move {0} again if it is to replace {1}.", title, other),
    details: ({ to, reference, by }) => ({ to, taken: reference, ...(by !== undefined && { by }) }),
  },
  "transition-not-allowed": {
    message: ({ title, from, to }) =>
      l10n.t("Can't move {0} from {1} to {2}: the policy does not allow it.", title, from, to),
    remedy: ({ moves }) => nextMovesText(moves),
    details: ({ from, to, allowed }) => ({ from, to, allowed }),
  },
  "stage-not-exclusive": {
    message: ({ model, stage }) =>
      l10n.t(
        "Can't roll back {0} of {1}: several versions can be in it at a time, so none has to come back.",
        stage,
        model,
      ),
    remedy: ({ stage }) => l10n.t("Promote a version to {0}, or move one out of it.", stage),
  },
  "already-restored": {
    message: ({ title, stage }) => l10n.t("{0} is in {1} already.", title, stage),
    remedy: () => l10n.t("Nothing needs to be done."),
  },
  "never-in-stage": {
    message: ({ model, stage, version, isKnown }) =>
      isKnown
        ? l10n.t("Can't roll back {0}: {1} has never been in {2}.", model, version, stage)
        : l10n.t("Can't roll back {0}: version {1} is not in this registry.", model, version),
    remedy: ({ candidates, advice }) =>
      advice ? entryAdviceText(advice) : l10n.t("Choose one that was: {0}.", candidates.join(", ")),
  },
  "stage-empty": {
    message: ({ model, stage }) => l10n.t("{0} has no version in {1}.", model, stage),
    remedy: ({ advice }) => entryAdviceText(advice),
  },
  "no-copy-to-restore": {
    message: ({ title, path }) =>
      l10n.t(
        "Can't roll back to {0}: the registry has no copy of {1} and can't verify it.",
        title,
        path,
      ),
    remedy: ({ uri }) =>
      l10n.t(
        "Choose another version, or get the file from {0}, register it and promote the new version.",
        uri,
      ),
    details: ({ uri }) => ({ uri }),
  },
  "auto-promotion-failed": {
    message: ({ move, error }) => l10n.t("Can't move {0}: {1}.", move, error),
    remedy: () => l10n.t("The version is registered; promote it yourself."),
  },
} satisfies WordTable<LifecycleRefusals>;

function failingGates({ action, checks }: Gates): string {
  const failing = checks.filter(({ passed }) => !passed);
  return l10n.t("{0}: {1}.", actionText(action), failing.map(gateCheckText).join("; "));
}

function gateDetails({ version, to, checks }: Gates): {
  readonly version?: string;
  readonly to: string;
  readonly checks: readonly GateCheck[];
} {
  return { ...(version !== undefined && { version }), to, checks };
}

function giveReason(): string {
  return l10n.t("Give a reason in a few words; it is recorded in the history.");
}

/** Adds advice for somebody who has no address and may be one of those who are named. */
export function withHint(text: string, lacksAddress: boolean): string {
  return lacksAddress
    ? `${text} ${l10n.t("If you are one of them, tell git your address (git config user.email).")}`
    : text;
}
