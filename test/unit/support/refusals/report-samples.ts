import type { ReportRefusals } from "../../../../src/core/refusals/versions/report-refusals.ts";
import { model, title, version, type Samples } from "./sample-data.ts";

export const reportSamples: Samples<keyof ReportRefusals> = {
  "hash-ambiguous": [{ code: "invalid-request", reason: "hash-ambiguous", text: "abc" }],
  "not-recorded": [{ code: "invalid-request", reason: "not-recorded", text: "train.csv" }],
  "too-many-compared": [
    { code: "invalid-request", reason: "too-many-compared", most: 50, given: 60 },
  ],
  "never-rolled-back": [{ code: "invalid-request", reason: "never-rolled-back", model }],
  "rollback-unknown": [
    { code: "invalid-request", reason: "rollback-unknown", model, event: version },
  ],
  "report-is-no-table": [{ code: "invalid-request", reason: "report-is-no-table", title: "fraud" }],
  "never-moved": [{ code: "invalid-request", reason: "never-moved", title }],
  "never-brought-into": [
    { code: "invalid-request", reason: "never-brought-into", title, stage: "Live" },
  ],
  "decision-unknown": [
    { code: "invalid-request", reason: "decision-unknown", title, event: version },
  ],
};
