import * as l10n from "@vscode/l10n";
import { promotionAdviceText, type PromotionAdvice } from "../../model/policy/next-move.ts";
import { alternatives } from "../../text/alternatives.ts";
import { actionText, type RefusedAction } from "../refused-action.ts";
import type { WordTable } from "../word-table.ts";
import { withHint } from "./lifecycle-refusals.ts";

/** Refusals about requests for approval. Versions are named by their titles: `fraud 5`. */
export interface ApprovalRefusals {
  readonly "approval-not-asked": {
    readonly code: "invalid-request";
    readonly action: RefusedAction;
    readonly advice: PromotionAdvice;
  };
  readonly "approval-no-longer-asked": {
    readonly code: "invalid-request";
    readonly action: RefusedAction;
    readonly advice: PromotionAdvice;
  };
  readonly "approval-requested": {
    readonly code: "invalid-request";
    readonly action: RefusedAction;
    /** Id of the open request. */
    readonly request: string;
    readonly by: string;
  };
  readonly "approved-already": {
    readonly code: "invalid-request";
    readonly action: RefusedAction;
  };
  readonly "request-of-another": {
    readonly code: "invalid-request";
    readonly action: RefusedAction;
    readonly by: string;
    readonly mayDeny: boolean;
  };
  readonly "request-unknown": { readonly code: "unknown-request"; readonly request: string };
  readonly "request-closed": {
    readonly code: "invalid-request";
    readonly title: string;
    readonly to: string;
    readonly state: string;
  };
  readonly "own-request": {
    readonly code: "not-permitted";
    readonly action: RefusedAction;
    readonly by: string;
  };
  readonly "own-clone": {
    readonly code: "not-permitted";
    readonly action: RefusedAction;
    readonly by: string;
  };
  readonly "not-an-approver": {
    readonly code: "not-permitted";
    readonly action: RefusedAction;
    readonly actor: string;
    /** Approvers; absent if the policy names none. */
    readonly people?: readonly string[];
    readonly lacksAddress: boolean;
  };
}

export const approvalWords = {
  "approval-not-asked": {
    message: ({ action }) => l10n.t("{0}: the policy asks for none.", actionText(action)),
    remedy: ({ advice }) => promotionAdviceText(advice),
  },
  "approval-no-longer-asked": {
    message: ({ action }) =>
      l10n.t("{0}: the policy asks for no approval any more.", actionText(action)),
    remedy: ({ advice }) => promotionAdviceText(advice),
  },
  "approval-requested": {
    message: ({ action, by }) =>
      l10n.t("{0}: {1} has requested it already.", actionText(action), by),
    remedy: () => l10n.t("Ask for that request to be approved, or have it withdrawn first."),
    details: ({ request }) => ({ request }),
  },
  "approved-already": {
    message: ({ action }) => l10n.t("{0}: you have done so already.", actionText(action)),
    remedy: () => l10n.t("Ask somebody else if more approvals are needed."),
  },
  "request-of-another": {
    message: ({ action, by }) => l10n.t("{0}: {1} made it.", actionText(action), by),
    remedy: ({ by, mayDeny }) =>
      mayDeny
        ? l10n.t("Deny it instead.")
        : l10n.t("Ask {0} to withdraw it, or somebody who may approve it to deny it.", by),
  },
  "request-unknown": {
    message: ({ request }) =>
      l10n.t("There is no request for approval {0} in this registry.", request),
  },
  "request-closed": {
    message: ({ title, to, state }) =>
      l10n.t("The request of {0} for {1} is {2} already.", title, to, state),
    remedy: () => l10n.t("Request approval anew if it is still wanted."),
  },
  "own-request": {
    message: ({ action, by }) =>
      l10n.t("{0}: it is your own request ({1}).", actionText(action), by),
    remedy: () => l10n.t("Ask somebody else to approve it, or withdraw it."),
  },
  "own-clone": {
    message: ({ action, by }) =>
      l10n.t("{0}: the request ({1}) was made in this clone.", actionText(action), by),
    remedy: () =>
      l10n.t(
        "Approve it in another clone: in a shared registry a name alone does not tell who approves. The policy can allow it by approvals.self.",
      ),
  },
  "not-an-approver": {
    message: ({ action, actor }) =>
      l10n.t("{0}: the policy does not name {1}.", actionText(action), actor),
    remedy: ({ people, lacksAddress }) =>
      withHint(
        people ? l10n.t("Ask {0}.", alternatives(people)) : l10n.t("Ask somebody else."),
        lacksAddress,
      ),
  },
} satisfies WordTable<ApprovalRefusals>;
