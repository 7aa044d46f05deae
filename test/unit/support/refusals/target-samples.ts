import type { TargetRefusals } from "../../../../src/core/refusals/files/target-refusals.ts";
import { advice, model, moves, reference, title, type Samples } from "./sample-data.ts";

const move = { code: "invalid-request", title, moves } as const;
const stages = ["Dev", "Live"];
const rollback = { code: "nothing-to-roll-back-to", model, stage: "Live" } as const;
const unclear = { ...move, reason: "promotion-unclear", from: "Dev", allowed: stages } as const;

export const targetSamples: Samples<keyof TargetRefusals> = {
  "stage-unknown": [{ code: "unknown-stage", reason: "stage-unknown", stage: "Prod", stages }],
  "production-unclear": [{ code: "invalid-request", reason: "production-unclear", stages }],
  "no-archive-stage": [{ ...move, reason: "no-archive-stage" }],
  "no-rejection-stage": [{ ...move, reason: "no-rejection-stage" }],
  "rejection-unclear": [
    { ...move, reason: "rejection-unclear", reference, targets: [] },
    { ...move, reason: "rejection-unclear", reference, targets: ["Rejected", "Doubtful"] },
  ],
  "promotion-unclear": [
    { ...unclear, isChoice: false },
    { ...unclear, isChoice: true },
    { ...unclear, isChoice: false, only: "Live" },
  ],
  "no-target": [{ ...move, code: "transition-not-allowed", reason: "no-target", from: "Dev" }],
  "approval-nowhere-asked": [{ ...move, reason: "approval-nowhere-asked", from: "Dev" }],
  "no-production-stage": [
    { code: "nothing-to-roll-back-to", reason: "no-production-stage", model },
  ],
  "nothing-in-use": [{ code: "unknown-stage", reason: "nothing-in-use", model }],
  "no-former-version": [{ ...rollback, reason: "no-former-version", advice }],
  "all-rolled-back": [{ ...rollback, reason: "all-rolled-back", candidates: [reference] }],
  "several-requests-open": [
    { code: "invalid-request", reason: "several-requests-open", title, stages },
  ],
  "no-request-open": [{ code: "unknown-request", reason: "no-request-open", title }],
};
