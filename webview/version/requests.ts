import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { mainMetric } from "../../src/core/metrics/metric-direction.ts";
import { formatMetric } from "../../src/core/metrics/metric-format.ts";
import { gateCheckName, type GateCheck } from "../../src/core/model/policy/gate-check.ts";
import { identityDetails, markedName } from "../../src/core/model/recipe/identity.ts";
import type { Actor } from "../../src/core/model/recipe.ts";
import { versionTitle, type Version } from "../../src/core/state/version.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { age } from "../ui/age.ts";
import { actionButton, type ActionButton } from "../ui/button.ts";
import { icon } from "../ui/icon.ts";
import { richText } from "../ui/rich-text.ts";
import { fold } from "../ui/section.ts";
import { host } from "./host.ts";
import type { OpenRequest, VersionSnapshot } from "./protocol.ts";
import { afterApproval, countedText, waitsFor, whyNotYours } from "./request-words.ts";

/** The open requests for approval of a version, with what who looks can do about each. */
export function requestBanners(snapshot: VersionSnapshot): TemplateResult | typeof nothing {
  const { requests } = snapshot;
  if (requests.length === 0) return nothing;
  return html`${requests.map((request) => banner(request, snapshot))}`;
}

function banner(request: OpenRequest, snapshot: VersionSnapshot): TemplateResult {
  const { version, production } = snapshot;
  const { to, requestedBy, at, reason, approvals, checks } = request;
  // How many approvals are missing is said above.
  const failing = checks.filter(({ rule, passed }) => rule !== "approvals" && !passed);
  const passing = checks.filter(({ passed }) => passed);
  const notYours = whyNotYours(request);
  const buttons = [
    ...decisions(request, version.id),
    ...(production ? [compareButton(version, production)] : []),
  ];
  return html`<section class="request" aria-label=${l10n.t("Request for approval: {0}", to)}>
    <div class="request-head">
      <h2>${icon("comment-discussion")} ${l10n.t("Approval for {0} requested", to)}</h2>
      <span class="muted">${countedText(request)}</span>
    </div>
    <p class="muted">${who(requestedBy)}, ${age(at)}</p>
    <p class="timeline-reason">${reason}</p>
    ${production ? besideProduction(version, production) : nothing}
    <p class="request-status">${waitsFor(request)} ${afterApproval(request) ?? nothing}</p>
    ${
      failing.length > 0
        ? html`<ul class="findings" aria-label=${l10n.t("Checks that fail")}>
            ${failing.map(checkItem)}
          </ul>`
        : nothing
    }
    ${
      passing.length > 0
        ? fold(
            passedText(passing.length),
            html`<ul class="findings">
              ${passing.map(checkItem)}
            </ul>`,
          )
        : nothing
    }
    ${
      approvals.length > 0
        ? html`<ul class="findings" aria-label=${l10n.t("Approvals")}>
            ${approvals.map(approvalItem)}
          </ul>`
        : nothing
    }
    ${notYours === undefined ? nothing : html`<p class="muted">${notYours}</p>`}
    ${
      buttons.length > 0
        ? html`<div class="actions" role="group" aria-label=${l10n.t("Decide about the request")}>
            ${buttons.map(actionButton)}
          </div>`
        : nothing
    }
  </section>`;
}

/** The metrics that both versions have, each as it was and as it would be; the best known first. */
function besideProduction(
  { metrics }: Version,
  production: Version,
): TemplateResult | typeof nothing {
  const shared = Object.keys(metrics).filter((key) => key in production.metrics);
  const main = mainMetric(shared);
  const keys = [...new Set([...(main === undefined ? [] : [main]), ...shared])].slice(0, 3);
  const facts = keys.flatMap((key) => {
    const [value, before] = [metrics[key], production.metrics[key]];
    if (value === undefined || before === undefined) return [];
    const both = [value, before];
    return [`${key} ${formatMetric(before, both)} → ${formatMetric(value, both)}`];
  });
  if (facts.length === 0) return nothing;
  return html`<p>
    ${l10n.t("Compared with {0} in {1}:", versionTitle(production), production.stage)}
    <strong class="number">${facts.join(" · ")}</strong>
  </p>`;
}

function compareButton({ id }: Version, production: Version): ActionButton {
  return {
    label: l10n.t("Compare with {0}", production.stage),
    icon: "git-compare",
    run: () => {
      host.send({ type: "compare", versions: [production.id, id] });
    },
  };
}

function passedText(n: number): string {
  return n === 1 ? l10n.t("1 check passed") : l10n.t("{0} checks passed", formatNumber(n));
}

function decisions(
  { id: request, mayApprove, mayDeny, isOwn, obstacle }: OpenRequest,
  version: VersionSnapshot["version"]["id"],
): readonly ActionButton[] {
  const button = (
    type: "approve" | "deny" | "withdraw",
    look: Omit<ActionButton, "run">,
  ): ActionButton => ({
    ...look,
    run: () => {
      host.send({ type, version, request });
    },
  });
  return [
    ...(mayApprove && obstacle === undefined
      ? [
          button("approve", {
            label: l10n.t("Approve…"),
            icon: "pass",
            title: l10n.t("Approve this request, with a comment if you like"),
            primary: true,
          }),
        ]
      : []),
    ...(mayDeny
      ? [
          button("deny", {
            label: l10n.t("Deny…"),
            icon: "circle-slash",
            title: l10n.t("Close this request, with a reason"),
          }),
        ]
      : []),
    ...(isOwn
      ? [
          button("withdraw", {
            label: l10n.t("Withdraw request…"),
            icon: "reply",
            title: l10n.t("Withdraw your request"),
          }),
        ]
      : []),
  ];
}

function checkItem(check: GateCheck): TemplateResult {
  const { passed, actual, required, wayOut } = check;
  return html`<li>
    ${passed ? icon("pass", "tone-green") : icon("error", "tone-red")}
    <span
      ><span class="visually-hidden">${passed ? l10n.t("Passed:") : l10n.t("Failed:")} </span
      >${richText(
        l10n.t("{0}: {1} (required: {2})"),
        html`<strong>${gateCheckName(check)}</strong>`,
        actual,
        required,
      )}${
        passed || wayOut === undefined ? nothing : html`. <span class="muted">${wayOut}</span>`
      }</span
    >
  </li>`;
}

function approvalItem({
  actor,
  at,
  reason,
  counts,
}: OpenRequest["approvals"][number]): TemplateResult {
  return html`<li>
    ${icon(counts ? "pass" : "circle-slash", counts ? "tone-green" : "tone-muted")}
    <span
      >${richText(l10n.t("Approved by {0}, {1}"), who(actor), age(at))}${reason === undefined ? nothing : `: “${reason}”`}${
        counts
          ? nothing
          : html` <span class="muted"
              >${l10n.t("(does not count any more: the files, the policy or who may approve has changed)")}</span
            >`
      }</span
    >
  </li>`;
}

function who(actor: Actor): TemplateResult {
  return html`<span title=${identityDetails(actor) ?? nothing}>${markedName(actor)}</span>`;
}
