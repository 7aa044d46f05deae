import type { ObservationRefusals } from "../../../../src/core/refusals/runs/observation-refusals.ts";
import type { Samples } from "./sample-data.ts";

const invalid = { code: "invalid-request", position: 3 } as const;

export const observationSamples: Samples<keyof ObservationRefusals> = {
  "observations-sealed": [
    { code: "busy", reason: "observations-sealed", segment: "01k00000000000000000000000" },
  ],
  "monitoring-settled": [{ code: "busy", reason: "monitoring-settled" }],
  "observation-invalid": [
    { ...invalid, reason: "observation-invalid", problem: "metrics.latency_ms must be a number" },
  ],
  "observation-without-version": [{ ...invalid, reason: "observation-without-version" }],
  "observation-in-future": [
    { ...invalid, reason: "observation-in-future", at: "2030-01-01T00:00:00.000Z" },
  ],
};
