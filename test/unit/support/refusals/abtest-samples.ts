import type { AbTestRefusals } from "../../../../src/core/refusals/lifecycle/abtest-refusals.ts";
import type { Samples } from "./sample-data.ts";

const test = "checkout";
const invalid = { code: "invalid-request", test } as const;

export const abTestSamples: Samples<keyof AbTestRefusals> = {
  "ab-unknown": [{ code: "unknown-test", reason: "ab-unknown", test }],
  "ab-unread": [
    { code: "figures-unread", reason: "ab-unread", test, problem: "The remote doesn't answer." },
  ],
  "ab-name-taken": [{ code: "test-exists", reason: "ab-name-taken", test }],
  "ab-name-invalid": [{ code: "invalid-request", reason: "ab-name-invalid", name: "a/b" }],
  "ab-same-version": [{ ...invalid, reason: "ab-same-version" }],
  "ab-variants": [{ code: "invalid-request", reason: "ab-variants", count: 5 }],
  "ab-split-invalid": [{ ...invalid, reason: "ab-split-invalid", variants: 2 }],
  "ab-split-unchanged": [{ ...invalid, reason: "ab-split-unchanged" }],
  "ab-canary-invalid": [{ ...invalid, reason: "ab-canary-invalid" }],
  "ab-shadow-split": [{ ...invalid, reason: "ab-shadow-split" }],
  "ab-concluded": [{ ...invalid, reason: "ab-concluded" }],
  "ab-no-variant": [{ ...invalid, reason: "ab-no-variant" }],
  "observation-without-request": [
    { ...invalid, reason: "observation-without-request", position: 3 },
  ],
  "observation-of-no-variant": [{ ...invalid, reason: "observation-of-no-variant", position: 3 }],
};
