import type { RunRefusals } from "../../../../src/core/refusals/runs/run-refusals.ts";
import type { Samples } from "./sample-data.ts";

const invalid = { code: "invalid-request" } as const;
const run = "nightly";
const experiment = "churn";

export const runSamples: Samples<keyof RunRefusals> = {
  "experiment-unknown": [{ code: "unknown-experiment", reason: "experiment-unknown", experiment }],
  "experiment-deleted": [{ code: "unknown-experiment", reason: "experiment-deleted", experiment }],
  "experiment-name-taken": [
    { code: "experiment-exists", reason: "experiment-name-taken", experiment, isDeleted: false },
    { code: "experiment-exists", reason: "experiment-name-taken", experiment, isDeleted: true },
  ],
  "experiment-name-invalid": [{ ...invalid, reason: "experiment-name-invalid", name: " " }],
  "experiment-unchanged": [{ ...invalid, reason: "experiment-unchanged", experiment }],
  "run-unknown": [{ code: "unknown-run", reason: "run-unknown", run }],
  "run-ambiguous": [{ ...invalid, reason: "run-ambiguous", run: "0a", matches: ["0a1b", "0a2c"] }],
  "run-deleted": [{ code: "unknown-run", reason: "run-deleted", run }],
  "run-not-deleted": [{ ...invalid, reason: "run-not-deleted", run }],
  "run-id-taken": [{ code: "run-exists", reason: "run-id-taken", run }],
  "run-id-invalid": [{ ...invalid, reason: "run-id-invalid", run: "../x" }],
  "run-already-ended": [{ ...invalid, reason: "run-already-ended", run, status: "failed" }],
  "run-already-running": [{ ...invalid, reason: "run-already-running", run }],
  "run-parameter-changed": [
    { ...invalid, reason: "run-parameter-changed", run, key: "depth", from: "5", to: "6" },
  ],
  "run-entry-invalid": [
    { ...invalid, reason: "run-entry-invalid", run, problem: "it has no kind" },
  ],
  "run-too-large": [{ ...invalid, reason: "run-too-large", run, what: "metrics", limit: 20_000 }],
  "run-model-unknown": [{ code: "unknown-artifact", reason: "run-model-unknown", model: "m-0a1b" }],
  "run-artifact-path": [{ ...invalid, reason: "run-artifact-path", path: "../x" }],
  "run-artifact-unknown": [
    { code: "unknown-artifact", reason: "run-artifact-unknown", run, path: "model.pkl" },
    { code: "unknown-artifact", reason: "run-artifact-unknown", run, path: "" },
    {
      code: "unknown-artifact",
      reason: "run-artifact-unknown",
      loggedModel: "clf",
      path: "model.pkl",
    },
    { code: "unknown-artifact", reason: "run-artifact-unknown", loggedModel: "clf", path: "" },
  ],
  "run-log-busy": [{ code: "busy", reason: "run-log-busy", run }],
};
