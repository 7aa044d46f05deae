import { Stage } from "../../../../src/core/model/ids.ts";
import type { PolicyRefusals } from "../../../../src/core/refusals/lifecycle/policy-refusals.ts";
import { title, type Samples } from "./sample-data.ts";

export const policySamples: Samples<keyof PolicyRefusals> = {
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
  "no-transition-missing": [{ code: "invalid-request", reason: "no-transition-missing" }],
  "transitions-not-placed": [
    {
      code: "invalid-request",
      reason: "transitions-not-placed",
      missing: [{ from: Stage.parse("Dev"), to: Stage.parse("Old"), versions: 2 }],
    },
  ],
};
