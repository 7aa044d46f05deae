import { expect } from "vitest";
import { evaluateGates, type Candidacy } from "../../../src/core/lifecycle/evaluate-gates.ts";
import { Sha256, Stage } from "../../../src/core/model/ids.ts";
import { GateCheck } from "../../../src/core/model/policy/gate-check.ts";
import { StageGates } from "../../../src/core/model/policy/stage-gates.ts";
import { defaultPolicy } from "../../../src/core/model/policy.ts";
import type { Actor } from "../../../src/core/model/recipe.ts";

export const digest = Sha256.parse("a".repeat(64));
export const production = Stage.parse("Production");
export const ada: Actor = { name: "Ada", email: "ada@example.org" };

/** Returns the findings of Production's gates about a version with these metrics. */
export function check(
  gates: object,
  metrics: Readonly<Record<string, number>> = {},
  rest: Partial<Candidacy> = {},
): readonly GateCheck[] {
  return evaluateGates(defaultPolicy, StageGates.parse(gates), {
    version: { metrics, digest },
    git: undefined,
    tags: new Map(),
    metadata: { annotations: {}, registration: undefined },
    to: production,
    holder: undefined,
    actor: ada,
    request: undefined,
    reproductions: [],
    wins: [],
    ...rest,
  });
}

/** Returns whether the only check passes. */
export function passes(...args: Parameters<typeof check>): boolean {
  const checks = check(...args);
  expect(checks).toHaveLength(1);
  const [only] = checks;
  expect(GateCheck.parse(only)).toEqual(only);
  expect(only?.wayOut === undefined).toBe(only?.passed);
  return only!.passed;
}
