import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { decideApprovalRequest } from "../../../src/core/lifecycle/decide-approval.ts";
import { entryAdvice, shortestWay } from "../../../src/core/lifecycle/entry-advice.ts";
import { Stage } from "../../../src/core/model/ids.ts";
import { entryAdviceText } from "../../../src/core/model/policy/entry-advice.ts";
import { StageGates } from "../../../src/core/model/policy/stage-gates.ts";
import { defaultPolicy, firstStage, type Policy } from "../../../src/core/model/policy.ts";
import type { Actor } from "../../../src/core/model/recipe.ts";
import type { Decision } from "../../../src/core/refusals/refusal.ts";
import { resolveReference } from "../../../src/core/retrieval/reference.ts";
import { SqliteEngine } from "../../../src/storage/index/index-database.ts";
import { worded } from "../support/refusal.ts";
import { ada, bob, model, Scratch } from "../support/scratch-registry.ts";
import { wasm } from "../support/wasm.ts";

let engine: SqliteEngine;
beforeAll(async () => {
  engine = await SqliteEngine.load(await wasm());
});

const stageNamed = (name: string): Stage => Stage.parse(name);
const names = ["None", "Trial", "Shadow", "Live", "Old"].map(stageNamed);

/** A version has this tag only when a test gives it. */
const needsReport = StageGates.parse({ tags: [{ tag: "report" }] });

const onlyBob = StageGates.parse({ promoters: ["Bob"] });
const needsApproval = StageGates.parse({ approvals: { count: 1 } });
const all = StageGates.parse({
  tags: [{ tag: "report" }],
  promoters: ["Bob"],
  approvals: { count: 1 },
});
const anyGates = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  { weight: 3, arbitrary: fc.constantFrom(needsReport, onlyBob, needsApproval, all) },
);

/** Any stages and transitions; versions begin in the first, one may be for archived versions. */
const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    size: fc.integer({ min: 2, max: names.length }),
    next: fc.array(fc.subarray(names), { minLength: names.length, maxLength: names.length }),
    exclusive: fc.array(fc.boolean(), { minLength: names.length, maxLength: names.length }),
    archive: fc.option(fc.integer({ min: 1, max: names.length - 1 }), { nil: undefined }),
    gates: fc.array(anyGates, { minLength: names.length, maxLength: names.length }),
  })
  .map(({ size, next, exclusive, archive, gates }) => {
    const known = names.slice(0, size);
    return {
      digest: defaultPolicy.digest,
      versioning: "integer",
      stages: known.map((name, index) => ({
        name,
        next: (next[index] ?? []).filter((to) => to !== name && known.includes(to)),
        exclusive: index > 0 && index !== archive && exclusive[index] === true,
        retires: index === archive,
        ...(index > 0 && gates[index] && { gates: gates[index] }),
      })),
    };
  });

function fail(): never {
  throw new Error("It is not there.");
}

const anyStep = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ ask: "register" as const }) },
  {
    weight: 5,
    arbitrary: fc.record({
      ask: fc.constant("move" as const),
      version: fc.nat(3),
      to: fc.constantFrom(...names),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ask: fc.constant("roll back" as const),
      version: fc.nat(3),
      stage: fc.constantFrom(...names),
    }),
  },
);
function stagesIn(text: string, separator: string): readonly Stage[] {
  return text.split(separator).map((name) => Stage.parse(name));
}

/** Does what an advice on entering a stage says; returns whether a version is in it then. */
function follow(scratch: Scratch, given: string, stage: Stage): boolean {
  const kept = [...given.matchAll(/ Only Bob may bring it into (\S+)\./g)].map(([, name]) => name);
  const [, approved = ""] = / (\S+(?: and \S+)*) takes approval\./.exec(given) ?? [];
  const advice = given
    .replace(/ Only Bob .*$/, "")
    .replace(/ \S+(?: and \S+)* takes approval\.$/, "");
  const actorFor = (to: Stage): Actor => (kept.includes(to) ? bob : ada);
  const [, promoted, through] =
    /^Promote one, for example (\S+@\d+)(?:, by way of (.+))?\.$/.exec(advice) ?? [];
  const [, lacking, gated = ""] =
    /^The nearest is (\S+@\d+), which fails checks of (.+): tag report\.$/.exec(advice) ?? [];
  const [, returning] = /^Roll .+ back to (\S+@\d+)\.$/.exec(advice) ?? [];
  if (returning !== undefined) {
    const { id } = resolveReference(scratch.state, scratch.policy, returning);
    expect(scratch.rollBack(stage, id, actorFor(stage))).toMatchObject({ accepted: true });
  } else if (promoted !== undefined) {
    const { id } = resolveReference(scratch.state, scratch.policy, promoted);
    for (const to of [...(through === undefined ? [] : stagesIn(through, " and ")), stage]) {
      if (approved.split(" and ").includes(to)) scratch.approve(id, to);
      expect(scratch.move(id, to, actorFor(to))).toMatchObject({ accepted: true });
    }
  } else if (lacking !== undefined) {
    const { id, stage: from } = resolveReference(scratch.state, scratch.policy, lacking);
    const way = shortestWay(scratch.policy, from, stage) ?? [];
    expect(way).toContain(gated);
    for (const to of way) {
      if (to !== gated) expect(scratch.enter(id, to)).toMatchObject({ accepted: true });
      else break;
    }
    const refused = scratch.move(id, Stage.parse(gated));
    expect(refused).toMatchObject({ refusal: { code: "gates-failed" } });
    return true;
  } else if (advice.startsWith("Register a version")) {
    const id = scratch.register();
    if (advice === "Register a version and promote it.") {
      const next = entryAdviceText(entryAdvice(scratch.state, scratch.policy, model, stage));
      if (next.startsWith("The nearest is ")) return follow(scratch, next, stage);
      expect(next).toContain(`for example fraud@`);
      return id !== undefined && follow(scratch, next, stage);
    }
    expect(advice).toBe("Register a version.");
  } else {
    expect(advice).toBe(`No transition of the policy leads to ${stage}; add one.`);
    return true;
  }
  return scratch.state.latestHolder(model, stage) !== undefined;
}

const situation = fc.record({
  policy: anyPolicy,
  steps: fc.array(anyStep, { minLength: 1, maxLength: 14, size: "max" }),
  stage: fc.nat(),
});

test("what is advised for a stage without a version brings one there", () => {
  fc.assert(
    fc.property(situation, ({ policy, steps, stage: index }) => {
      const scratch = new Scratch(engine, policy, steps);
      const stage = policy.stages[index % policy.stages.length]?.name ?? firstStage(policy);
      if (!scratch.state.latestHolder(model, stage)) {
        const advice = entryAdviceText(entryAdvice(scratch.state, policy, model, stage));
        expect(follow(scratch, advice, stage)).toBe(true);
      }
      scratch.close();
    }),
    { numRuns: 60 },
  );
});

test("stages that a refused move names can be entered", () => {
  fc.assert(
    fc.property(situation, fc.nat(), ({ policy, steps, stage: index }, choice) => {
      const to = policy.stages[index % policy.stages.length]?.name ?? firstStage(policy);
      const scratch = new Scratch(engine, policy, steps);
      for (const version of scratch.versions()) {
        const refused = scratch.move(version, to);
        if (refused.accepted || refused.refusal.code !== "transition-not-allowed") continue;
        const { wayOut, details } = worded(refused.refusal);
        const [, named] = / it can go to (.+)\.$/.exec(wayOut) ?? [];
        if (named === undefined) {
          expect(wayOut).toMatch(/^No stage can be reached from /);
          expect(details?.["allowed"]).toEqual([]);
          continue;
        }
        const places = named.split("; to ");
        const place = places[choice % places.length] ?? "";
        const [, name, ...needs]: readonly (string | undefined)[] =
          /^(\S+)( once its checks pass \(tag report\))?(,? after approval)?(,? by Bob)?$/.exec(
            place,
          ) ?? [];
        const isFree = needs.every((need) => need === undefined);
        const next = name === undefined || isFree ? stagesIn(place, " or ") : [Stage.parse(name)];
        const chosen = next[choice % next.length] ?? to;
        const moved = scratch.move(version, chosen);
        expect(moved).toMatchObject(isFree ? { accepted: true } : { accepted: false });
        if (!isFree) expect(scratch.enter(version, chosen)).toMatchObject({ accepted: true });
      }
      scratch.close();
    }),
    { numRuns: 60 },
  );
});

test("a move that a person may not make is suggested with who may, and what it needs", () => {
  const policy: Policy = {
    ...defaultPolicy,
    stages: [
      { name: stageNamed("None"), next: names.slice(1, 4), exclusive: false, retires: false },
      { name: stageNamed("Trial"), next: [], exclusive: false, retires: false },
      { name: stageNamed("Shadow"), next: [], exclusive: false, retires: false, gates: onlyBob },
      { name: stageNamed("Live"), next: [], exclusive: true, retires: false, gates: all },
      { name: stageNamed("Old"), next: [], exclusive: false, retires: true },
    ],
  };
  const scratch = new Scratch(engine, policy, [{ ask: "register" }]);
  const [version = fail()] = scratch.versions();
  const needs = "to Live once its checks pass (tag report), after approval, by Bob.";
  const remedyFor = (decision: Decision<unknown>): string | undefined =>
    decision.accepted ? undefined : worded(decision.refusal).wayOut;
  expect(remedyFor(scratch.move(version, stageNamed("Old"), ada))).toBe(
    `From None it can go to Trial; to Shadow by Bob; ${needs}`,
  );
  expect(remedyFor(scratch.move(version, stageNamed("Old"), bob))).toBe(
    `From None it can go to Trial or Shadow; ${needs.replace(", by Bob", "")}`,
  );
  const advice = entryAdviceText(entryAdvice(scratch.state, policy, model, stageNamed("Shadow")));
  expect(advice).toBe("Promote one, for example fraud@1. Only Bob may bring it into Shadow.");
  const wish = { version, to: stageNamed("Shadow"), reason: "good", promote: false };
  const requested = (actor: Actor): string | undefined =>
    remedyFor(decideApprovalRequest(scratch.state, policy, wish, actor));
  expect(requested(ada)).toBe("It can go to Shadow by Bob.");
  expect(requested(bob)).toBe("Promote it.");
  scratch.close();
});

test("versions that a refused rollback names can be rolled back to", () => {
  fc.assert(
    fc.property(situation, ({ policy, steps, stage: index }) => {
      const stage = policy.stages[index % policy.stages.length]?.name ?? firstStage(policy);
      const scratch = new Scratch(engine, policy, steps);
      for (const version of scratch.versions()) {
        const refused = scratch.rollBack(stage, version);
        if (refused.accepted || refused.refusal.code !== "nothing-to-roll-back-to") continue;
        const { wayOut } = worded(refused.refusal);
        const [, named] = /^Choose one that was: (.+)\.$/.exec(wayOut) ?? [];
        if (named === undefined) {
          if (!scratch.state.latestHolder(model, stage)) {
            expect(follow(scratch, wayOut, stage)).toBe(true);
          }
          continue;
        }
        const [first = ""] = named.split(", ");
        const { id } = resolveReference(scratch.state, policy, first.replace(" ", "@"));
        expect(scratch.rollBack(stage, id)).toMatchObject({ accepted: true });
      }
      scratch.close();
    }),
    { numRuns: 60 },
  );
});
