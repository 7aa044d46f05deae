import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { decideRegistration } from "../../../src/core/decide-registration.ts";
import { decideRollback } from "../../../src/core/decide-rollback.ts";
import { decideTransition } from "../../../src/core/decide-transition.ts";
import { entryAdvice, shortestWay } from "../../../src/core/entry-advice.ts";
import type { EventBody, RegistryEvent } from "../../../src/core/event.ts";
import { ModelName, Stage, Timestamp, type VersionId } from "../../../src/core/ids.ts";
import { defaultPolicy, firstStage, type Policy } from "../../../src/core/policy.ts";
import { resolveReference } from "../../../src/core/reference.ts";
import type { Decision } from "../../../src/core/refusal.ts";
import { StageGates } from "../../../src/core/stage-gates.ts";
import { nextEventId } from "../../../src/storage/event-id.ts";
import { SqliteEngine } from "../../../src/storage/index-database.ts";
import { IndexQueries } from "../../../src/storage/index-queries.ts";
import { projectEvent } from "../../../src/storage/project-event.ts";
import { registrationData } from "../support/events.ts";
import { LedgerInMemory } from "../support/ledger.ts";
import { wasm } from "../support/wasm.ts";

let engine: SqliteEngine;
beforeAll(async () => {
  engine = await SqliteEngine.load(await wasm());
});

const model = ModelName.parse("fraud");
const ada = { name: "Ada" };
const names = ["None", "Trial", "Shadow", "Live", "Old"].map((name) => Stage.parse(name));

/** No version has this tag. */
const needsReport = StageGates.parse({ tags: [{ tag: "report" }] });

/** Any stages and transitions; versions begin in the first, one may be for archived versions. */
const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    size: fc.integer({ min: 2, max: names.length }),
    next: fc.array(fc.subarray(names), { minLength: names.length, maxLength: names.length }),
    exclusive: fc.array(fc.boolean(), { minLength: names.length, maxLength: names.length }),
    archive: fc.option(fc.integer({ min: 1, max: names.length - 1 }), { nil: undefined }),
    gated: fc.array(fc.nat(6), { minLength: names.length, maxLength: names.length }),
  })
  .map(({ size, next, exclusive, archive, gated }) => {
    const known = names.slice(0, size);
    return {
      digest: defaultPolicy.digest,
      versioning: "integer",
      stages: known.map((name, index) => ({
        name,
        next: (next[index] ?? []).filter((to) => to !== name && known.includes(to)),
        exclusive: index > 0 && index !== archive && exclusive[index] === true,
        retires: index === archive,
        ...(index > 0 && gated[index] === 0 && { gates: needsReport }),
      })),
    };
  });

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
type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;

/** A registry in memory, in which decisions take effect. */
class Scratch {
  readonly policy: Policy;
  readonly #db = engine.empty();
  readonly #ledger = new LedgerInMemory();
  readonly state = new IndexQueries(this.#db, this.#ledger);
  #last: RegistryEvent["id"] | undefined;
  #content = 0;

  constructor(policy: Policy, steps: readonly Step[]) {
    this.policy = policy;
    for (const step of steps) {
      if (step.ask === "register") this.register();
      const version = this.versions()[step.ask === "register" ? 0 : step.version];
      if (!version) continue;
      if (step.ask === "move") this.move(version, step.to);
      if (step.ask === "roll back") this.rollBack(step.stage, version);
    }
  }

  versions(): readonly VersionId[] {
    return this.state.versionsFrom(model, 1, -1).map(({ id }) => id);
  }

  register(): VersionId | undefined {
    this.#content += 1;
    const registration = registrationData(model, `content ${this.#content}`);
    const request = { registration, allowIdentical: false, now: 0 };
    this.#take(decideRegistration(this.state, this.policy, request, ada));
    return this.state.latestVersion(model)?.id;
  }

  move(version: VersionId, to: Stage): Decision<EventBody> {
    return this.#take(decideTransition(this.state, this.policy, { version, to }, ada));
  }

  rollBack(stage: Stage, version: VersionId): Decision<EventBody> {
    const request = { model, stage, version, reason: "it got worse" };
    return this.#take(decideRollback(this.state, this.policy, request, ada));
  }

  close(): void {
    this.#db.close();
  }

  #take(decision: Decision<EventBody>): Decision<EventBody> {
    if (!decision.accepted) return decision;
    for (const body of decision.events) {
      const id = nextEventId(this.#last, Date.parse("2026-01-01T00:00:00Z"));
      const at = Timestamp.parse("2026-01-01T00:00:00.000Z");
      const event = { ...body, id, at, actor: ada };
      projectEvent(this.#db, event, this.#ledger.add(event));
      this.#last = id;
    }
    return decision;
  }
}

function stagesIn(text: string, separator: string): readonly Stage[] {
  return text.split(separator).map((name) => Stage.parse(name));
}

/** Does what an advice on entering a stage says; returns whether a version is in it then. */
function follow(scratch: Scratch, advice: string, stage: Stage): boolean {
  const [, promoted, through] =
    /^Promote one, for example (\S+@\d+)(?:, by way of (.+))?\.$/.exec(advice) ?? [];
  const [, lacking, gated = ""] =
    /^The nearest is (\S+@\d+), which fails checks of (.+): tag report\.$/.exec(advice) ?? [];
  const [, returning] = /^Roll .+ back to (\S+@\d+)\.$/.exec(advice) ?? [];
  if (returning !== undefined) {
    const { id } = resolveReference(scratch.state, scratch.policy, returning);
    expect(scratch.rollBack(stage, id)).toMatchObject({ accepted: true });
  } else if (promoted !== undefined) {
    const { id } = resolveReference(scratch.state, scratch.policy, promoted);
    for (const to of [...(through === undefined ? [] : stagesIn(through, " and ")), stage]) {
      expect(scratch.move(id, to)).toMatchObject({ accepted: true });
    }
  } else if (lacking !== undefined) {
    const { id, stage: from } = resolveReference(scratch.state, scratch.policy, lacking);
    const way = shortestWay(scratch.policy, from, stage) ?? [];
    expect(way).toContain(gated);
    for (const to of way) {
      if (to !== gated) expect(scratch.move(id, to)).toMatchObject({ accepted: true });
      else break;
    }
    const refused = scratch.move(id, Stage.parse(gated));
    expect(refused).toMatchObject({ refusal: { code: "gates-failed" } });
    return true;
  } else if (advice.startsWith("Register a version")) {
    const id = scratch.register();
    if (advice === "Register a version and promote it.") {
      const next = entryAdvice(scratch.state, scratch.policy, model, stage);
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
      const scratch = new Scratch(policy, steps);
      const stage = policy.stages[index % policy.stages.length]?.name ?? firstStage(policy);
      if (!scratch.state.latestHolder(model, stage)) {
        const advice = entryAdvice(scratch.state, policy, model, stage);
        expect(follow(scratch, advice, stage)).toBe(true);
      }
      scratch.close();
    }),
    { numRuns: 60 },
  );
});

test("stages that a refused move names can be entered", () => {
  fc.assert(
    fc.property(situation, ({ policy, steps, stage: index }) => {
      const to = policy.stages[index % policy.stages.length]?.name ?? firstStage(policy);
      const scratch = new Scratch(policy, steps);
      for (const version of scratch.versions()) {
        const refused = scratch.move(version, to);
        if (refused.accepted || refused.refusal.code !== "transition-not-allowed") continue;
        const [, named] = / it can go to (.+)\.$/.exec(refused.refusal.wayOut) ?? [];
        if (named === undefined) {
          expect(refused.refusal.wayOut).toMatch(/^No stage can be reached from /);
          expect(refused.refusal.details?.["allowed"]).toEqual([]);
          continue;
        }
        const [next = to] = stagesIn(named, " or ");
        const moved = scratch.move(version, next);
        // Transitions allow it; what its checks lack, the next refusal says.
        if (!moved.accepted) expect(moved.refusal.code).toBe("gates-failed");
      }
      scratch.close();
    }),
    { numRuns: 60 },
  );
});

test("versions that a refused rollback names can be rolled back to", () => {
  fc.assert(
    fc.property(situation, ({ policy, steps, stage: index }) => {
      const stage = policy.stages[index % policy.stages.length]?.name ?? firstStage(policy);
      const scratch = new Scratch(policy, steps);
      for (const version of scratch.versions()) {
        const refused = scratch.rollBack(stage, version);
        if (refused.accepted || refused.refusal.code !== "nothing-to-roll-back-to") continue;
        const { wayOut } = refused.refusal;
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
