import { nextMovesText } from "../../core/model/policy/next-move.ts";
import type { Remedies } from "../../core/refusals/words.ts";
import { commandText, shellText } from "../../core/text/command-text.ts";
import { firstFew } from "../../core/text/format.ts";

/** Remedies of refusals on the command line: commands and options. */
export const remedies: Remedies = {
  "unknown-model": () => "Run “model-registry list” to see the names.",
  "ab-unread": ({ test }) =>
    `End it with “${shellText(["model-registry", "ab", "conclude", test, "--without-figures"])}”, or bring its observations with “model-registry pull”.`,
  "export-target-exists": () => "Add --force to replace it, or choose another place.",
  "report-target-exists": () => "Add --force to replace it, or choose another place.",
  "request-unknown": () => "Run “model-registry approvals” to see the requests that are open.",
  "retention-period": ({ subject, reference, until, passed }) => {
    const annotate = (...words: readonly string[]): string =>
      `“${commandText(["model-registry", "annotate", ...words])}”, which the history records`;
    const clear = annotate(subject, "--clear", "retention-days");
    if (until === undefined) return `Write a number of days in its place, or clear it: ${clear}.`;
    return passed >= 1
      ? `Delete it then, or end the period first: ${annotate(reference, "--retention-days", String(passed))}.`
      : `Delete it then, or end the period first: ${clear}.`;
  },
  "unknown-version-id": () => "Run “model-registry list” to see the versions.",
  "version-deleted": ({ reference }) =>
    `See its history with “model-registry log ${shellWord(reference)}”. If you still have its files, register them as a new version.`,
  "already-registered": ({ reference }) =>
    `See it with “model-registry show ${shellWord(reference)}”, or add --allow-identical to register the same bytes as a new version.`,
  "dangerous-file": () =>
    "Don't load it. To keep it as evidence all the same, add --accept-danger.",
  "ledger-damaged": () =>
    "Restore the file from a backup or another clone, or run “model-registry repair” to see what can be kept without it.",
  "ledger-damaged-anchor": () =>
    "Restore the file from a backup or another clone, or run “model-registry repair” to see what can be kept without it.",
  "events-lost": () =>
    "Put the file back into .model-registry/ledger from a backup; nothing is written or removed until then. If there is no backup, “model-registry repair --accept-loss” goes on without it.",
  "event-unknown": () => "Choose one from “model-registry log”.",
  "no-anchor": () =>
    "Write one with “model-registry anchor”, or fetch refs/notes/model-registry and the tags from the remote.",
  "policy-mistake": correctPolicy,
  "policy-unreadable": correctPolicy,
  "hooks-not-allowed": () =>
    "Look at them (“model-registry policy show”) and allow them (“model-registry policy allow-hooks”); the permission ends when they change.",
  "metric-unknown": ({ metrics }) =>
    metrics.length > 0
      ? `They have ${firstFew(metrics)}.`
      : "Register one with “--metric name=value” or a file of metrics.",
  "direction-unknown": ({ model, metric }) =>
    `Run “${shellText(["model-registry", "best", model, "--metric", metric, "--max"])}”, or with --min; it prints the reference of the version.`,
  "rejection-unclear": ({ reference, targets, moves }) =>
    targets.length > 0
      ? `Use ${targets.map((to) => `“${shellText(["model-registry", "promote", reference, "--to", to])}”`).join(" or ")}.`
      : nextMovesText(moves),
  "promotion-unclear": ({ only, isChoice, moves }) => {
    if (only !== undefined) return `Add --to ${only} to move it there.`;
    const places = nextMovesText(moves);
    return isChoice ? `Choose one with --to. ${places}` : places;
  },
  "all-rolled-back": ({ candidates }) => `Choose one with --to: ${candidates.join(", ")}.`,
  "several-requests-open": () => "Say which with --to.",
  "no-request-open": () => "Run “model-registry approvals” to see those that are.",
  "tag-unknown": ({ tags }) => {
    if (!tags) return "Show it to see its tags.";
    return tags.length > 0
      ? `Its tags are ${tags.join(", ")}. To set this one, add its value.`
      : "It has no tags. To set this one, add its value.";
  },
  "reproduction-failed": ({ folder }) =>
    `Look at its output; the work tree is still there: ${folder}`,
  "best-without-bytes": ({ best }) =>
    `“model-registry verify” names what is missing; the best would be ${best}.`,
  "no-remote": () => "Add one with “model-registry remote add ADDRESS”.",
  "remote-not-approved": ({ address }) =>
    `Look at the address; if it is right, run “${shellText(["model-registry", "remote", "approve", address])}”. Nothing is sent or fetched until then.`,
  "remote-went-back": () =>
    "Make sure that the share is mounted and the address is right. If the remote was emptied on purpose, “model-registry remote add” with its address fills it again.",
  "remote-other-registry": () =>
    "Check the address. To bring both together, add --join: versions of equal numbers get new ones, and nothing is lost.",
};

function correctPolicy(): string {
  return "Correct .model-registry/policy.yaml (model-registry policy check names every mistake); until then no version is registered or changes its stage.";
}

/**
 * Quotes a reference for a shell; model names may contain spaces, but no other special character.
 */
function shellWord(reference: string): string {
  return reference.includes(" ") ? `"${reference}"` : reference;
}
