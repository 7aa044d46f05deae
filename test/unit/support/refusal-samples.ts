import { ModelName, VersionId, VersionNumber } from "../../../src/core/model/ids.ts";
import type { RefusalOf, RefusalReason } from "../../../src/core/refusals/refusal-data.ts";

const version = VersionId.parse("0".repeat(26));
const [title, reference] = ["fraud 5", "fraud@5"];
const model = ModelName.parse("fraud");

/** Examples of every refusal, so that each of its texts is made. */
export const refusalSamples: {
  readonly [R in RefusalReason]: readonly [RefusalOf<R>, ...RefusalOf<R>[]];
} = {
  "unknown-model": [{ code: "unknown-model", reason: "unknown-model", model: "frod" }],
  "unknown-version-id": [{ code: "unknown-version", reason: "unknown-version-id", version }],
  "version-deleted": [
    {
      code: "version-deleted",
      reason: "version-deleted",
      version,
      title,
      reference,
      deletedAt: "2026-11-30T06:00:00.000Z",
      deletedBy: "Ada",
      because: "old",
    },
  ],
  "already-registered": [
    {
      code: "already-registered",
      reason: "already-registered",
      version,
      model: "fraud",
      number: 5,
      title,
      reference,
      stage: "Staging",
    },
  ],
  "dangerous-file": [
    { code: "dangerous-file", reason: "dangerous-file", file: "model.pkl", findings: [] },
    {
      code: "dangerous-file",
      reason: "dangerous-file",
      file: "model.pkl",
      findings: [{ code: "call", message: "loading it calls os.system." }],
    },
  ],
  "ledger-damaged": [
    {
      code: "ledger-damaged",
      reason: "ledger-damaged",
      file: "a.jsonl",
      line: 3,
      problem: "its checksum is wrong",
    },
  ],
  "ledger-damaged-anchor": [
    {
      code: "ledger-damaged",
      reason: "ledger-damaged-anchor",
      file: "a.jsonl",
      line: 3,
      problem: "its checksum is wrong",
    },
  ],
  "events-lost": [
    {
      code: "ledger-missing",
      reason: "events-lost",
      loss: { files: [{ file: "a.jsonl", kind: "missing" }], versions: [] },
    },
    {
      code: "ledger-missing",
      reason: "events-lost",
      loss: {
        files: [],
        events: 2,
        versions: [{ id: version, model, number: VersionNumber.parse(5) }],
      },
    },
  ],
  "events-perhaps-lost": [
    { code: "ledger-missing", reason: "events-perhaps-lost", files: ["a.jsonl"] },
  ],
  "bytes-without-ledger": [{ code: "ledger-missing", reason: "bytes-without-ledger" }],
  "bytes-without-ledger-freeing": [
    { code: "ledger-missing", reason: "bytes-without-ledger-freeing" },
  ],
  "newer-form": [
    { code: "read-only", reason: "newer-form", type: "version.registered", v: 3, known: 2 },
    {
      code: "read-only",
      reason: "newer-form",
      type: "version.registered",
      v: 3,
      known: 2,
      release: "9.1.0",
    },
  ],
  "event-unknown": [{ code: "invalid-request", reason: "event-unknown", event: version }],
  "nothing-lost": [{ code: "invalid-request", reason: "nothing-lost" }],
  "repair-outdated": [{ code: "busy", reason: "repair-outdated" }],
  "nothing-to-anchor": [{ code: "invalid-request", reason: "nothing-to-anchor" }],
  "no-anchor": [{ code: "invalid-request", reason: "no-anchor" }],
  "outcome-unknown": [
    {
      code: "outcome-unknown",
      reason: "outcome-unknown",
      events: [version],
      error: "EIO: i/o error",
    },
  ],
  "ledger-file-changed": [{ code: "busy", reason: "ledger-file-changed", file: "a.jsonl" }],
  "another-writer": [{ code: "busy", reason: "another-writer", path: "/w/a.jsonl" }],
  cancelled: [{ code: "cancelled", reason: "cancelled" }],
  "restricted-mode": [{ code: "read-only", reason: "restricted-mode" }],
  "policy-mistake": [
    {
      code: "invalid-policy",
      reason: "policy-mistake",
      line: 3,
      problem: "“stages” is missing",
      mistakes: ["line 3: “stages” is missing"],
    },
  ],
  "policy-unreadable": [
    { code: "invalid-policy", reason: "policy-unreadable", problem: "it is not UTF-8 text" },
  ],
  "policy-exists": [
    { code: "invalid-request", reason: "policy-exists", path: "/w/.model-registry/policy.yaml" },
  ],
  "policy-changed": [{ code: "busy", reason: "policy-changed" }],
  "hooks-perhaps-changed": [{ code: "busy", reason: "hooks-perhaps-changed" }],
  "hooks-not-allowed": [
    {
      code: "hooks-not-allowed",
      reason: "hooks-not-allowed",
      time: "when a version enters Production",
      haveChanged: false,
      hooks: "0".repeat(64),
    },
    {
      code: "hooks-not-allowed",
      reason: "hooks-not-allowed",
      time: "when a version enters Production",
      haveChanged: true,
      hooks: "0".repeat(64),
    },
  ],
  "hooks-outdated": [{ code: "invalid-request", reason: "hooks-outdated" }],
  "hook-failed": [
    {
      code: "hook-failed",
      reason: "hook-failed",
      title,
      to: "Production",
      hook: ["sh", "check.sh"],
      problem: "ended with code 1",
      timedOut: false,
      output: "",
      lastLines: "",
    },
    {
      code: "hook-failed",
      reason: "hook-failed",
      title,
      to: "Production",
      hook: ["sh", "check.sh"],
      problem: "took more than 60 s",
      timedOut: true,
      output: "waiting\n",
      lastLines: "waiting",
    },
  ],
  "no-reference": [{ code: "invalid-request", reason: "no-reference", text: "@@" }],
  "number-unknown": [
    { code: "unknown-version", reason: "number-unknown", model, number: "9" },
    { code: "unknown-version", reason: "number-unknown", model, number: "9", latest: 5 },
  ],
  "no-versions": [{ code: "unknown-version", reason: "no-versions", model }],
  "name-unknown": [
    {
      code: "unknown-version",
      reason: "name-unknown",
      model,
      name: "champion",
      stages: ["None", "Production"],
    },
  ],
  "metric-unclear": [
    {
      code: "invalid-request",
      reason: "metric-unclear",
      model,
      name: "auc",
      similar: ["test.auc", "val.auc"],
      metrics: ["test.auc", "val.auc"],
    },
  ],
  "metric-unknown": [
    { code: "invalid-request", reason: "metric-unknown", model, name: "auc", metrics: [] },
    { code: "invalid-request", reason: "metric-unknown", model, name: "auc", metrics: ["loss"] },
  ],
  "direction-unknown": [
    { code: "invalid-request", reason: "direction-unknown", model, metric: "it's" },
  ],
  "none-meets-query": [
    { code: "invalid-request", reason: "none-meets-query", model, query: "auc > 1" },
  ],
  "best-without-bytes": [
    { code: "artifact-missing", reason: "best-without-bytes", model, metric: "auc", best: title },
  ],
  "artifact-unknown": [
    {
      code: "unknown-artifact",
      reason: "artifact-unknown",
      title,
      path: "no.txt",
      artifacts: ["model.onnx"],
    },
  ],
  "query-invalid": [
    {
      code: "invalid-request",
      reason: "query-invalid",
      query: "auc >",
      problem: "a value is missing",
      from: 5,
      to: 5,
      suggestions: [],
    },
    {
      code: "invalid-request",
      reason: "query-invalid",
      query: "steg:Live",
      problem: "there is no field “steg”",
      from: 0,
      to: 4,
      suggestions: ["stage"],
    },
  ],
};
