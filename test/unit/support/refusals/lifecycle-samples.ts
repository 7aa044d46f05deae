import type { LifecycleRefusals } from "../../../../src/core/refusals/lifecycle/lifecycle-refusals.ts";
import type { RefusalOf } from "../../../../src/core/refusals/refusal-data.ts";
import {
  version,
  title,
  model,
  advice,
  move,
  moves,
  otherAdvice,
  checks,
  gates,
  creation,
  firstAction,
  otherActions,
  type Samples,
} from "./sample-data.ts";

const empty = { code: "unknown-version", reason: "stage-empty", model, stage: "Live" } as const;

export const lifecycleSamples: Samples<keyof LifecycleRefusals> = {
  "reason-missing": [
    { code: "invalid-request", reason: "reason-missing", action: firstAction },
    ...otherActions.map((action): RefusalOf<"reason-missing"> => ({
      code: "invalid-request",
      reason: "reason-missing",
      action,
    })),
  ],
  "may-not-promote": [
    {
      code: "not-permitted",
      reason: "may-not-promote",
      action: move,
      stage: "Live",
      actor: "Ada",
      people: ["Bob"],
      lacksAddress: false,
    },
    {
      code: "not-permitted",
      reason: "may-not-promote",
      action: move,
      stage: "Live",
      actor: "Ada",
      people: ["bob@example.org", "Cleo"],
      lacksAddress: true,
      there: title,
    },
  ],
  "gates-failed": [
    { code: "gates-failed", reason: "gates-failed", ...gates },
    {
      code: "gates-failed",
      reason: "gates-failed",
      action: creation,
      to: "None",
      checks,
      mayForce: true,
    },
  ],
  "rights-not-forced": [{ code: "gates-failed", reason: "rights-not-forced", ...gates }],
  "may-not-force": [
    { code: "gates-failed", reason: "may-not-force", ...gates, people: [], lacksAddress: false },
    {
      code: "gates-failed",
      reason: "may-not-force",
      ...gates,
      people: ["bob@example.org"],
      lacksAddress: true,
    },
  ],
  "force-without-reason": [{ code: "invalid-request", reason: "force-without-reason", ...gates }],
  "no-request-to-promote": [
    { code: "invalid-request", reason: "no-request-to-promote", title, to: "Live" },
  ],
  "target-unknown": [
    {
      code: "unknown-stage",
      reason: "target-unknown",
      title,
      to: "Life",
      stages: ["None", "Live"],
    },
  ],
  "already-in-target": [
    { code: "already-in-stage", reason: "already-in-target", title, to: "Live" },
    { code: "already-in-stage", reason: "already-in-target", title, to: "Live", by: "Ada" },
  ],
  "stage-taken": [
    {
      code: "stage-taken",
      reason: "stage-taken",
      title,
      to: "Live",
      other: "fraud 4",
      reference: "fraud@4",
    },
    {
      code: "stage-taken",
      reason: "stage-taken",
      title,
      to: "Live",
      other: "fraud 4",
      reference: "fraud@4",
      by: "Ada",
    },
  ],
  "transition-not-allowed": [
    {
      code: "transition-not-allowed",
      reason: "transition-not-allowed",
      title,
      from: "None",
      to: "Live",
      allowed: ["Trial"],
      moves,
    },
  ],
  "stage-not-exclusive": [
    { code: "invalid-request", reason: "stage-not-exclusive", model, stage: "Trial" },
  ],
  "already-restored": [
    { code: "already-in-stage", reason: "already-restored", title, stage: "Live" },
  ],
  "never-in-stage": [
    {
      code: "nothing-to-roll-back-to",
      reason: "never-in-stage",
      model,
      stage: "Live",
      version: title,
      isKnown: true,
      candidates: ["fraud 3"],
    },
    {
      code: "nothing-to-roll-back-to",
      reason: "never-in-stage",
      model,
      stage: "Live",
      version,
      isKnown: false,
      candidates: [],
      advice,
    },
  ],
  "stage-empty": [
    { ...empty, advice },
    ...otherAdvice.map((each): RefusalOf<"stage-empty"> => ({ ...empty, advice: each })),
  ],
  "no-copy-to-restore": [
    {
      code: "artifact-missing",
      reason: "no-copy-to-restore",
      title,
      path: "model.onnx",
      uri: "s3://bucket/model.onnx",
    },
  ],
  "auto-promotion-failed": [
    {
      code: "file-problem",
      reason: "auto-promotion-failed",
      move: "fraud 5 to Live",
      error: "EIO: i/o error",
    },
  ],
};
