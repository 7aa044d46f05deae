import type { Command } from "commander";
import { messageOf } from "../../../core/refusals/words.ts";
import { versionReference, versionTitle } from "../../../core/state/version.ts";
import type { HookRun } from "../../../registry/hooks/run-hook.ts";
import { denyApproval, withdrawApproval } from "../../../registry/lifecycle/answer-request.ts";
import { approve } from "../../../registry/lifecycle/approve.ts";
import { requestApproval } from "../../../registry/lifecycle/request-approval.ts";
import { findVersion } from "../../../registry/retrieval/find-version.ts";
import { addHelp, referenceHelp } from "../../options.ts";
import { productionOr, versionOf } from "../../references.ts";
import { eventDocument } from "../../report/documents.ts";
import { hookLines } from "../../report/hook-lines.ts";
import { openRequest, requestHelp } from "../../requests.ts";
import { run } from "../../run.ts";

interface RequestOptions {
  readonly to?: string;
  readonly reason: string;
  readonly promote: boolean;
}

/** Defines `model-registry request`. */
export function defineRequest(command: Command): void {
  addHelp(command, {
    examples: [
      'request fraud-detection@5 --reason "beats 4 on the holdout"',
      'request fraud-detection@5 --reason "beats 4" --promote',
    ],
  })
    .argument("<reference>", referenceHelp)
    .option("--to <stage>", "the stage (default: Production, by the policy)")
    .requiredOption("--reason <text>", "reason, shown to approvers")
    .option("--promote", "promote it with the last approval, if all checks pass", false)
    .action((reference: string, { to, reason, promote }: RequestOptions, command: Command) =>
      run(command, async ({ registry, output, task }) => {
        const version = await versionOf({ registry, output }, reference);
        const stage = await productionOr(registry, to);
        const wish = { version: version.id, to: stage, reason, promote };
        const { id, hooks = [] } = await requestApproval(registry, wish, task);
        output.done(
          { request: id, version: versionReference(version), to: stage, promote, ...ran(hooks) },
          [
            `Approval of ${versionTitle(version)} for ${stage} requested: ${id}`,
            ...hookLines(hooks),
          ],
        );
      }),
    );
}

interface AnswerOptions {
  readonly to?: string;
  readonly reason?: string;
}

/** Defines `model-registry approve`. */
export function defineApprove(command: Command): void {
  addHelp(command, {
    more: "It counts for these bytes under the policy as it is now.",
    examples: ["approve fraud-detection@5", 'approve 01M7XTNG90WC… --reason "checked the report"'],
  })
    .argument("<request>", requestHelp)
    .option("--to <stage>", "the stage, where requests for several are open")
    .option("--reason <text>", "reason, recorded in the history")
    .action((text: string, { to, reason }: AnswerOptions, command: Command) =>
      run(command, async ({ registry, output, task }) => {
        const request = await openRequest({ registry, output }, text, to);
        const given = { request, ...(reason !== undefined && { reason }) };
        const outcome = await approve(registry, given, task);
        const { approval, promotion, notPromoted } = outcome;
        const version = await findVersion(registry, { reference: approval.data.version });
        output.done(
          {
            request,
            version: versionReference(version),
            to: approval.data.to,
            event: eventDocument(approval),
            promotion: promotion ? eventDocument(promotion) : null,
            ...(notPromoted && { notPromoted }),
            ...ran([...(approval.hooks ?? []), ...(promotion?.hooks ?? [])]),
          },
          [
            `${versionTitle(version)} approved for ${approval.data.to}`,
            ...hookLines(approval.hooks ?? []),
            ...(promotion
              ? [
                  `${versionTitle(version)}: ${promotion.data.from} → ${promotion.data.to}`,
                  ...hookLines(promotion.hooks ?? []),
                ]
              : []),
            ...(notPromoted ? [`Not promoted yet. ${messageOf(notPromoted)}`] : []),
          ],
        );
      }),
    );
}

/** Defines `model-registry deny`. */
export function defineDeny(command: Command): void {
  addHelp(command, {
    examples: ['deny fraud-detection@5 --reason "biased against new customers"'],
  })
    .argument("<request>", requestHelp)
    .option("--to <stage>", "the stage, where requests for several are open")
    .requiredOption("--reason <text>", "reason, shown to the requester")
    .action((text: string, { to, reason = "" }: AnswerOptions, command: Command) =>
      run(command, async ({ registry, output, task }) => {
        const request = await openRequest({ registry, output }, text, to);
        const { hooks = [], ...event } = await denyApproval(registry, { request, reason }, task);
        const version = await findVersion(registry, { reference: event.data.version });
        output.done(
          {
            request,
            version: versionReference(version),
            to: event.data.to,
            event: eventDocument(event),
            ...ran(hooks),
          },
          [`${versionTitle(version)} denied for ${event.data.to}`, ...hookLines(hooks)],
        );
      }),
    );
}

/** Defines `model-registry withdraw`. */
export function defineWithdraw(command: Command): void {
  addHelp(command, {
    examples: ["withdraw fraud-detection@5"],
  })
    .argument("<request>", requestHelp)
    .option("--to <stage>", "the stage, where requests for several are open")
    .option("--reason <text>", "reason, recorded in the history")
    .action((text: string, { to, reason }: AnswerOptions, command: Command) =>
      run(command, async ({ registry, output }) => {
        const request = await openRequest({ registry, output }, text, to);
        const event = await withdrawApproval(registry, {
          request,
          ...(reason !== undefined && { reason }),
        });
        const version = await findVersion(registry, { reference: event.data.version });
        output.done(
          {
            request,
            version: versionReference(version),
            to: event.data.to,
            event: eventDocument(event),
          },
          [`Request of ${versionTitle(version)} for ${event.data.to} withdrawn`],
        );
      }),
    );
}

function ran(hooks: readonly HookRun[]): { readonly hooks?: readonly HookRun[] } {
  return hooks.length > 0 ? { hooks } : {};
}
