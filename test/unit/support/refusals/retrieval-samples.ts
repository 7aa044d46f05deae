import type { RetrievalRefusals } from "../../../../src/core/refusals/versions/retrieval-refusals.ts";
import { title, model, type Samples } from "./sample-data.ts";

export const retrievalSamples: Samples<keyof RetrievalRefusals> = {
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
  "filter-invalid": [
    {
      code: "invalid-request",
      reason: "filter-invalid",
      part: "filter",
      problem: "there is no attribute “owner”",
    },
    { code: "invalid-request", reason: "filter-invalid", part: "order", problem: "it is empty" },
  ],
};
