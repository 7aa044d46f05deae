import { expect, test } from "vitest";
import { exitCodeOf } from "../../../../src/cli/failure.ts";
import { reportedCliRefusal, type CliRefusal } from "../../../../src/cli/refusals/cli-refusals.ts";

type Reason = CliRefusal["reason"];
type Samples = { readonly [R in Reason]: readonly (CliRefusal & { readonly reason: R })[] };

/** Examples of every refusal: at least one for each reason. */
const samples: Samples = {
  "not-understood": [
    {
      reason: "not-understood",
      problem: "error: unknown option '--al'",
      help: "model-registry --help",
    },
  ],
  "redact-incomplete": [
    { reason: "redact-incomplete", lacks: "reason" },
    { reason: "redact-incomplete", lacks: "target" },
    { reason: "redact-incomplete", lacks: "value" },
    { reason: "redact-incomplete", lacks: "yes" },
  ],
  "nothing-piped": [{ reason: "nothing-piped", option: "--metrics" }],
  "too-much-piped": [{ reason: "too-much-piped", option: "--metrics" }],
  "both-piped": [{ reason: "both-piped" }],
  "run-missing": [{ reason: "run-missing" }],
  "run-name-invalid": [{ reason: "run-name-invalid" }],
  "no-feature-set": [{ reason: "no-feature-set", text: "a@" }],
  "no-time": [{ reason: "no-time", option: "--run-start", text: "soon" }],
  "no-command-line": [{ reason: "no-command-line" }],
  "no-condition": [{ reason: "no-condition", text: "auc" }],
  "no-sort-field": [{ reason: "no-sort-field" }],
  "ab-action-unknown": [{ reason: "ab-action-unknown", action: "start" }],
  "ab-no-metric": [{ reason: "ab-no-metric", text: "p:x" }],
  "ab-no-split": [{ reason: "ab-no-split", text: "half" }],
  "ab-incomplete": [{ reason: "ab-incomplete" }],
  "ab-unnamed": [{ reason: "ab-unnamed" }],
  "ab-no-winner": [{ reason: "ab-no-winner" }],
  "no-outcome": [{ reason: "no-outcome", text: "maybe" }],
  "nothing-observed": [{ reason: "nothing-observed" }],
  "no-address": [{ reason: "no-address" }],
  "several-fetched": [{ reason: "several-fetched" }],
  "no-step": [{ reason: "no-step", text: "x" }],
  "no-file-to-log": [{ reason: "no-file-to-log", path: "a.png" }],
  "run-not-understood": [{ reason: "run-not-understood", problem: "No run is named." }],
  "dataset-without-place": [{ reason: "dataset-without-place", text: "labels@7" }],
  "file-name-no-model-name": [{ reason: "file-name-no-model-name", name: "-" }],
  "no-folder": [{ reason: "no-folder", folder: "/w/a" }],
  "no-registry": [{ reason: "no-registry", folder: "/w" }],
  "force-without-output": [{ reason: "force-without-output" }],
  "output-without-patch": [{ reason: "output-without-patch" }],
  "open-without-output": [{ reason: "open-without-output" }],
  "no-completion": [{ reason: "no-completion", shell: "tcsh", shells: ["bash", "zsh"] }],
  "reproduce-several-ways": [{ reason: "reproduce-several-ways" }],
  "yes-without-run": [{ reason: "yes-without-run" }],
  "no-version-named": [{ reason: "no-version-named" }],
  "nobody-to-confirm": [{ reason: "nobody-to-confirm" }],
  "command-unknown": [{ reason: "command-unknown", title: "fraud 5" }],
  "command-not-run": [{ reason: "command-not-run", folder: "/cache/fraud-5." }],
  "no-work-tree": [{ reason: "no-work-tree", title: "fraud 5", reference: "fraud@5" }],
  "no-hub-address": [{ reason: "no-hub-address", text: "hf://a/b/c" }],
  "published-nowhere": [{ reason: "published-nowhere" }],
  "one-compared": [{ reason: "one-compared" }],
  "both-directions": [{ reason: "both-directions" }],
  "metric-nowhere": [
    { reason: "metric-nowhere", metric: "auc", metrics: [] },
    { reason: "metric-nowhere", metric: "auc", metrics: ["f1"] },
  ],
  "history-missing": [
    { reason: "history-missing", title: "fraud 5", metric: "auc", metrics: [] },
    { reason: "history-missing", title: "fraud 5", metric: "auc", metrics: ["f1"] },
  ],
  "store-of-several-models": [
    { reason: "store-of-several-models", models: ["fraud", "churn"] },
    { reason: "store-of-several-models", models: ["a", "b", "c", "d", "e", "f"] },
  ],
  "event-kind-unknown": [{ reason: "event-kind-unknown", kind: "moved", kinds: ["promoted"] }],
};

const all = Object.values<readonly CliRefusal[]>(samples)
  .flat()
  .map((refusal): [string, CliRefusal] => [refusal.reason, refusal]);

test.each(all)("the command line has words for %s", (_, refusal) => {
  const reported = reportedCliRefusal(refusal);
  expect(exitCodeOf(reported)).not.toBe(0);
  for (const text of [reported.message, reported.wayOut]) {
    expect(text).toMatch(/^.*[.!?)”]$/u);
    expect(text).not.toMatch(/undefined|\[object|NaN|\s\s|\s[,;:]/);
  }
});
