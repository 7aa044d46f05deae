import { html, nothing, type TemplateResult } from "lit";
import { gateCheckName, type GateCheck } from "../../src/core/model/gate-check.ts";
import { identityDetails, markedName } from "../../src/core/model/identity.ts";
import type { Actor } from "../../src/core/model/recipe.ts";
import { count } from "../../src/core/text/format.ts";
import { age } from "../ui/age.ts";
import { actionButton, type ActionButton } from "../ui/button.ts";
import { icon } from "../ui/icon.ts";
import { fold } from "../ui/section.ts";
import { host } from "./host.ts";
import type { OpenRequest, VersionSnapshot } from "./protocol.ts";
import { afterApproval, waitsFor, whyNotYours } from "./request-words.ts";

/** The open requests for approval of a version, with what who looks can do about each. */
export function requestBanners({
  requests,
  version,
}: VersionSnapshot): TemplateResult | typeof nothing {
  if (requests.length === 0) return nothing;
  return html`${requests.map((request) => banner(request, version.id))}`;
}

function banner(request: OpenRequest, version: VersionSnapshot["version"]["id"]): TemplateResult {
  const { to, requestedBy, at, reason, approvals, counted, required, checks } = request;
  // How many approvals are missing is said above.
  const failing = checks.filter(({ rule, passed }) => rule !== "approvals" && !passed);
  const passing = checks.filter(({ passed }) => passed);
  const notYours = whyNotYours(request);
  const buttons = decisions(request, version);
  return html`<section class="request" aria-label="Request for approval: ${to}">
    <div class="request-head">
      <h2>${icon("comment-discussion")} Approval for ${to} requested</h2>
      <span class="muted">${counted} of ${count(required, "approval")}</span>
    </div>
    <p class="muted">${who(requestedBy)}, ${age(at)}</p>
    <p class="timeline-reason">${reason}</p>
    <p class="request-status">${waitsFor(request)} ${afterApproval(request) ?? nothing}</p>
    ${
      failing.length > 0
        ? html`<ul class="findings" aria-label="Checks that fail">
            ${failing.map(checkItem)}
          </ul>`
        : nothing
    }
    ${
      passing.length > 0
        ? fold(
            `${count(passing.length, "check")} passed`,
            html`<ul class="findings">
              ${passing.map(checkItem)}
            </ul>`,
          )
        : nothing
    }
    ${
      approvals.length > 0
        ? html`<ul class="findings" aria-label="Approvals">
            ${approvals.map(approvalItem)}
          </ul>`
        : nothing
    }
    ${notYours === undefined ? nothing : html`<p class="muted">${notYours}</p>`}
    ${
      buttons.length > 0
        ? html`<div class="actions" role="group" aria-label="Decide about the request">
            ${buttons.map(actionButton)}
          </div>`
        : nothing
    }
  </section>`;
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
            label: "Approve…",
            icon: "pass",
            title: "Approve this request, with a comment if you like",
            primary: true,
          }),
        ]
      : []),
    ...(mayDeny
      ? [
          button("deny", {
            label: "Deny…",
            icon: "circle-slash",
            title: "Close this request, with a reason",
          }),
        ]
      : []),
    ...(isOwn
      ? [
          button("withdraw", {
            label: "Withdraw request…",
            icon: "reply",
            title: "Withdraw your request",
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
      ><span class="visually-hidden">${passed ? "Passed" : "Failed"}: </span
      ><strong>${gateCheckName(check)}</strong>: ${actual} (required:
      ${required})${
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
      >Approved by ${who(actor)},
      ${age(at)}${reason === undefined ? nothing : `: “${reason}”`}${
        counts
          ? nothing
          : html` <span class="muted"
              >(does not count any more: the files, the policy or who may approve has changed)</span
            >`
      }</span
    >
  </li>`;
}

function who(actor: Actor): TemplateResult {
  return html`<span title=${identityDetails(actor) ?? nothing}>${markedName(actor)}</span>`;
}
