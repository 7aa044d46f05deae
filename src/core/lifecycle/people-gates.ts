import * as l10n from "@vscode/l10n";
import type { Sha256 } from "../model/ids.ts";
import { gateCheck, type GateCheck } from "../model/policy/gate-check.ts";
import type { ApprovalRule } from "../model/policy/stage-gates.ts";
import type { Policy } from "../model/policy.ts";
import { addressHint, isNamedBy, markedIdentity, markedName } from "../model/recipe/identity.ts";
import type { Actor } from "../model/recipe.ts";
import { countedApprovals, type ApprovalRequest } from "../state/approval.ts";
import { alternatives } from "../text/alternatives.ts";

/** Evaluates the gate that only some people may promote. */
export function checkPromoter(promoters: readonly string[], actor: Actor): GateCheck {
  return gateCheck(
    "promoter",
    l10n.t("who promotes"),
    promoters.some((entry) => isNamedBy(entry, actor)),
    {
      required: alternatives(promoters),
      actual: markedIdentity(actor),
      wayOut: `${l10n.t("Ask {0} to promote it.", alternatives(promoters))}${addressHint(promoters, actor)}`,
    },
  );
}

/** Evaluates the gate that others have to approve. */
export function checkApprovals(
  rule: ApprovalRule,
  request: ApprovalRequest | undefined,
  policy: Policy,
  digest: Sha256,
): GateCheck {
  const counted = request ? countedApprovals(rule, request, policy, digest) : [];
  const given = request?.approvals ?? [];
  // Bytes never change; a policy does, and nobody has agreed to what it says now.
  const outdated = given.filter((approval) => approval.policy !== policy.digest).length;
  const discounted = given.length - counted.length - outdated;
  return gateCheck("approvals", l10n.t("approvals"), counted.length >= rule.count, {
    required: rule.by
      ? l10n.t("{0} by {1}", rule.count, alternatives(rule.by))
      : String(rule.count),
    actual: [
      counted.length > 0
        ? `${counted.length} (${counted.map(({ actor }) => markedName(actor)).join(", ")})`
        : l10n.t("none"),
      ...(outdated > 0 ? [l10n.t("{0} given under another policy", outdated)] : []),
      ...(discounted > 0 ? [l10n.t("{0} not counted", discounted)] : []),
      ...(request ? [] : [l10n.t("not requested")]),
    ].join(", "),
    wayOut: request ? askAgain(rule, outdated > 0) : l10n.t("Request approval."),
  });
}

function askAgain({ by }: ApprovalRule, isOutdated: boolean): string {
  const who = by ? alternatives(by) : l10n.t("somebody else");
  return isOutdated
    ? l10n.t("Ask {0} to approve the request again, as the policy has changed since.", who)
    : l10n.t("Ask {0} to approve the request.", who);
}
