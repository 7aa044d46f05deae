import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { EventBody, RegistryEvent } from "../../../src/core/events/event.ts";
import { decideRollback } from "../../../src/core/lifecycle/decide-rollback.ts";
import { decideTransition } from "../../../src/core/lifecycle/decide-transition.ts";
import {
  ModelName,
  Stage,
  Timestamp,
  VersionId,
  type EventId,
} from "../../../src/core/model/ids.ts";
import {
  allowedTargets,
  defaultPolicy,
  stageRule,
  type Policy,
} from "../../../src/core/model/policy.ts";
import type { Decision } from "../../../src/core/refusals/refusal.ts";
import { messageOf } from "../../../src/core/refusals/words.ts";
import { decideRegistration } from "../../../src/core/registration/decide-registration.ts";
import { decideDeletion } from "../../../src/core/retention/decide-deletion.ts";
import { SqliteEngine } from "../../../src/storage/index/index-database.ts";
import { IndexQueries } from "../../../src/storage/index/index-queries.ts";
import { projectEvent } from "../../../src/storage/index/projection/project-event.ts";
import { nextEventId } from "../../../src/storage/ledger/event-id.ts";
import { eventId, registrationData } from "../support/events.ts";
import { LedgerInMemory } from "../support/ledger.ts";
import { ReferenceModel } from "../support/reference-model.ts";
import { wasm } from "../support/wasm.ts";

let engine: SqliteEngine;
beforeAll(async () => {
  engine = await SqliteEngine.load(await wasm());
});

const models = ["fraud", "churn"];
const stages = ["None", "Staging", "Production", "Archived", "Rejected", "Shadow"];

/** Another team's: two stages that admit one version each, one of which is free to be left. */
const otherPolicy: Policy = {
  digest: defaultPolicy.digest,
  versioning: "integer",
  stages: [
    { name: Stage.parse("None"), next: [Stage.parse("Staging")], exclusive: false, retires: false },
    {
      name: Stage.parse("Staging"),
      next: [Stage.parse("Production"), Stage.parse("None")],
      exclusive: true,
      retires: false,
    },
    { name: Stage.parse("Production"), next: [], exclusive: true, retires: false },
    { name: Stage.parse("Archived"), next: [Stage.parse("None")], exclusive: false, retires: true },
  ],
};

const request = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      ask: fc.constant("register" as const),
      model: fc.constantFrom(...models),
      content: fc.nat(8),
      allowIdentical: fc.boolean(),
      parent: fc.option(fc.nat(), { nil: undefined }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      ask: fc.constant("move" as const),
      version: fc.nat(),
      to: fc.constantFrom(...stages),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ ask: fc.constant("delete" as const), version: fc.nat() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      ask: fc.constant("roll back" as const),
      model: fc.constantFrom(...models),
      version: fc.nat(),
      stage: fc.constantFrom(...stages),
    }),
  },
);
/** The clock may stand or go back. */
const step = fc.record({ request, clock: fc.integer({ min: -3, max: 3 }) });

test.each([
  ["default", defaultPolicy],
  ["another", otherPolicy],
])("after any accepted sequence the laws hold (%s policy)", (_, policy) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
      const db = engine.empty();
      const ledger = new LedgerInMemory();
      const state = new IndexQueries(db, ledger);
      const events: RegistryEvent[] = [];
      let now = Date.parse("2026-01-01T00:00:00Z");
      for (const { request, clock } of steps) {
        now += clock;
        const before = new ReferenceModel(events);
        const decision = decide(state, policy, before, request);
        if (!decision.accepted) {
          expect(messageOf(decision.refusal)).toMatch(/[.”]$/);
          continue;
        }
        for (const body of decision.events) {
          expectLawful(body, before, policy);
          const newest = events.at(-1)?.id;
          const id = nextEventId(newest, now);
          if (newest !== undefined) expect(id > newest).toBe(true);
          const at = Timestamp.parse(new Date(now).toISOString());
          const event = { ...body, id, at, actor: { name: "Ada" } };
          projectEvent(db, event, ledger.add(event));
          events.push(event);
        }
        expectLaws(state, policy, new ReferenceModel(events));
      }
      db.close();
    }),
    { numRuns: 40 },
  );
});

function decide(
  state: IndexQueries,
  policy: Policy,
  known: ReferenceModel,
  request: (typeof step extends fc.Arbitrary<infer S> ? S : never)["request"],
): Decision<EventBody> {
  const ids = [...known.versions.keys()];
  const pick = (index: number): VersionId =>
    VersionId.parse(ids[index % (ids.length + 1)] ?? eventId(0, 42));
  const parents = (index: number | undefined): VersionId[] =>
    index === undefined ? [] : [pick(index)];
  switch (request.ask) {
    case "register":
      return decideRegistration(
        state,
        policy,
        {
          registration: registrationData(request.model, `content ${request.content}`, {
            parents: parents(request.parent),
          }),
          allowIdentical: request.allowIdentical,
          now: 0,
        },
        { name: "Ada" },
      );
    case "move":
      return decideTransition(
        state,
        policy,
        { version: pick(request.version), to: Stage.parse(request.to) },
        { name: "Ada" },
      );
    case "delete":
      return decideDeletion(
        state,
        policy,
        { version: pick(request.version), reason: "superseded", now: 0 },
        { name: "Ada" },
      );
    case "roll back":
      return decideRollback(
        state,
        policy,
        {
          model: ModelName.parse(request.model),
          stage: Stage.parse(request.stage),
          version: pick(request.version),
          reason: "it got worse",
        },
        { name: "Ada" },
      );
  }
}

/** Checks that an accepted event is allowed after everything that was before. */
function expectLawful(body: EventBody, before: ReferenceModel, policy: Policy): void {
  switch (body.type) {
    default:
      return;
    case "version.deleted": {
      const { version, stage } = body.data;
      expect(before.versions.get(version)).toMatchObject({ stage, deletion: undefined });
      expect(stageRule(policy, stage)?.exclusive).not.toBe(true);
      expect(before.isInUse(version)).toBe(false);
      return;
    }
    case "version.transitioned": {
      const { version, from, to } = body.data;
      expect(before.versions.get(version)?.deletion).toBeUndefined();
      expect(before.versions.get(version)?.stage).toBe(from);
      expect(allowedTargets(policy, from)).toContain(to);
      return;
    }
    case "stage.rolled-back": {
      const { model, version, stage } = body.data;
      expect(before.versions.get(version)?.model).toBe(model);
      expect(before.formerHolders(model, stage)).toContain(version);
      expect(stageRule(policy, stage)?.exclusive).toBe(true);
      return;
    }
  }
}

/** Checks everything that holds at any time. */
function expectLaws(state: IndexQueries, policy: Policy, expected: ReferenceModel): void {
  for (const name of models) {
    const model = ModelName.parse(name);
    const versions = state.versions({ model, limit: 1000 }).toReversed();
    // Those that were deleted have theirs for ever.
    const numbers = expected.ofModel(name).map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(versions.map(({ id, stage }) => [id, stage])).toEqual(
      expected.living(name).map(({ id, stage }) => [id, stage]),
    );
    for (const { name: stage, exclusive } of policy.stages) {
      const holders = state.holders(model, stage).map(({ id }): EventId => id);
      if (exclusive) expect(holders.length).toBeLessThanOrEqual(1);
      if (exclusive) expect(holders).toEqual(expected.holders(name, stage));
      expect(
        state
          .formerHolders(model, stage)
          .map(({ id }) => id)
          .sort(),
      ).toEqual(expected.formerHolders(name, stage).sort());
    }
  }
}
