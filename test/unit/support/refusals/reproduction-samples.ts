import type { ReproductionRefusals } from "../../../../src/core/refusals/versions/reproduction-refusals.ts";
import { title, type Samples } from "./sample-data.ts";

const failed = {
  code: "command-failed",
  reason: "reproduction-failed",
  title,
  folder: "/cache/fraud-5.",
} as const;

export const reproductionSamples: Samples<keyof ReproductionRefusals> = {
  "command-invalid": [{ code: "invalid-request", reason: "command-invalid" }],
  "no-digests-to-compare": [{ code: "invalid-request", reason: "no-digests-to-compare", title }],
  "reproduction-unknown": [{ code: "invalid-request", reason: "reproduction-unknown", id: "a-1" }],
  "no-commit-to-reproduce": [{ code: "invalid-request", reason: "no-commit-to-reproduce", title }],
  "reproduction-in-workspace": [
    { code: "invalid-request", reason: "reproduction-in-workspace", folder: "/w/again" },
  ],
  "reproduction-failed": [
    { ...failed, end: { kind: "exit", exitCode: 3 } },
    { ...failed, end: { kind: "early" } },
    { ...failed, end: { kind: "other", problem: "ended by SIGTERM" } },
  ],
};
