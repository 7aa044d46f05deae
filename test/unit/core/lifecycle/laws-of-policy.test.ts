import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import * as z from "zod";
import type { EventBody, RegistryEvent } from "../../../../src/core/events/event.ts";
import { decideTransition } from "../../../../src/core/lifecycle/decide-transition.ts";
import { ModelName, Timestamp, VersionId, type EventId } from "../../../../src/core/model/ids.ts";
import { allowedTargets, stageRule, type Policy } from "../../../../src/core/model/policy.ts";
import type { Actor } from "../../../../src/core/model/recipe.ts";
import { resolveReference } from "../../../../src/core/retrieval/reference.ts";
import { SqliteEngine } from "../../../../src/storage/index/index-database.ts";
import { IndexQueries } from "../../../../src/storage/index/index-queries.ts";
import { projectEvent } from "../../../../src/storage/index/projection/project-event.ts";
import { nextEventId } from "../../../../src/storage/ledger/event-id.ts";
import { anyPolicy } from "../../support/any-policy.ts";
import { LedgerInMemory } from "../../support/ledger.ts";
import { PolicyOracle } from "../../support/policy-oracle.ts";
import { anyStep, decideStep, personOf } from "../../support/policy-steps.ts";
import { policyIn } from "../../support/policy.ts";
import { wasm } from "../../support/wasm.ts";

let engine: SqliteEngine;
beforeAll(async () => {
  engine = await SqliteEngine.load(await wasm());
});

/** Set to a number, as many other runs are made than the same few of each day. */
const wanted = process.env["MODEL_REGISTRY_LAW_RUNS"];

/** A registry in memory that an oracle watches. */
class Watched {
  readonly db = engine.empty();
  readonly ledger = new LedgerInMemory();
  readonly state = new IndexQueries(this.db, this.ledger);
  readonly events: RegistryEvent[] = [];
  readonly oracle: PolicyOracle;
  now = Date.parse("2026-01-01T00:00:00Z");

  constructor(oracle: PolicyOracle) {
    this.oracle = oracle;
  }

  accept(bodies: readonly EventBody[], actor: Actor): void {
    for (const body of bodies) {
      this.now += 1;
      const id = nextEventId(this.events.at(-1)?.id, this.now);
      const at = Timestamp.parse(new Date(this.now).toISOString());
      const event = { ...body, id, at, actor };
      expect([event.type, ...this.oracle.objections(event)]).toEqual([event.type]);
      projectEvent(this.db, event, this.ledger.add(event));
      this.events.push(event);
    }
  }

  /** Promotes a new version automatically, as far as the policy says. */
  autoPromote(policy: Policy, id: VersionId, actor: Actor): void {
    const been = new Set<string>();
    for (;;) {
      const stage = this.state.version(id)?.stage;
      if (stage === undefined) return;
      const to = allowedTargets(policy, stage).find(
        (target) => stageRule(policy, target)?.gates?.auto === true && !been.has(target),
      );
      if (to === undefined) return;
      been.add(to);
      const decision = decideTransition(this.state, policy, { version: id, to }, actor);
      if (decision.accepted) this.accept(decision.events, actor);
    }
  }

  /** Continues a requested promotion automatically, in the name of the person who asked. */
  goOnAsAsked(policy: Policy, request: EventId, actor: Actor): void {
    const wish = this.state.approvalRequest(request);
    if (!wish?.promote) return;
    const { version, to } = wish;
    const decision = decideTransition(this.state, policy, { version, to, request }, actor);
    if (decision.accepted) this.accept(decision.events, actor);
  }

  /** Expects the index to agree with the oracle, whichever way a stage is spelt. */
  expectSame(policy: Policy): void {
    for (const [id, { stage, isDeleted }] of this.oracle.versions) {
      const version = this.state.version(VersionId.parse(id));
      expect(version?.stage).toBe(isDeleted ? undefined : stage);
    }
    for (const model of ["fraud", "churn"]) {
      for (const { name } of policy.stages) {
        const only = this.oracle.only(model, name);
        if (only === undefined || !this.state.model(ModelName.parse(model))) continue;
        for (const spelt of [name.toLowerCase(), name.normalize("NFD")]) {
          expect(resolveReference(this.state, policy, `${model}@${spelt}`).id).toBe(only);
        }
      }
    }
  }
}

test("whatever is tried, by whom and in which order, nothing happens that the policy does not allow", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      anyPolicy,
      fc.array(anyStep, { minLength: 30, maxLength: 90, size: "max" }),
      (plain, steps) => {
        const policy = policyIn(JSON.stringify(plain));
        const watched = new Watched(new PolicyOracle(plain));
        for (const step of steps) {
          const { state, events, now } = watched;
          const decision = decideStep(state, policy, events, step, now);
          if (!decision?.accepted) continue;
          watched.accept(decision.events, personOf(step));
          const [first] = decision.events;
          if (first.type === "version.registered") {
            watched.autoPromote(policy, VersionId.parse(watched.events.at(-1)?.id), personOf(step));
          }
          if (first.type === "approval.approved") {
            watched.goOnAsAsked(policy, first.data.request, personOf(step));
          }
        }
        watched.expectSame(policy);
        for (const event of watched.events) {
          const kind = kindOf(event);
          seen.add(kind);
          if (isByRight(event)) seen.add(`${event.type} by right`);
        }
        watched.db.close();
      },
    ),
    wanted === undefined ? { numRuns: 60, seed: 3 } : { numRuns: Number(wanted) },
  );
  // Runs in which something was always refused would say nothing of it.
  if (wanted === undefined) expect(expected.filter((kind) => !seen.has(kind))).toEqual([]);
});

const expected = [
  ...["version.registered", "version.registered forced", "version.registered skipped"],
  ...["version.transitioned", "version.transitioned forced", "version.transitioned asked"],
  ...["stage.rolled-back", "stage.rolled-back skipped", "version.deleted"],
  ...["version.registered by right", "version.transitioned by right", "stage.rolled-back by right"],
  ...["approval.requested", "approval.approved", "approval.denied", "approval.withdrawn"],
  ...["alias.set", "alias.removed", "tag.set", "tag.removed", "annotations.changed"],
];

/** Returns whether the actor of an event had to be one of the promoters. */
function isByRight(event: RegistryEvent): boolean {
  const { gates = [] } = EntryData.parse("data" in event ? event.data : {});
  return gates.some(({ rule }) => rule === "promoter");
}

function kindOf({ type, ...event }: RegistryEvent): string {
  const data = EntryData.parse("data" in event ? event.data : {});
  if (data.forced) return `${type} forced`;
  if (data.request !== undefined && type === "version.transitioned") return `${type} asked`;
  return data.gates?.some(({ skipped }) => skipped) ? `${type} skipped` : type;
}

const EntryData = z.object({
  forced: z.boolean().optional(),
  request: z.string().optional(),
  gates: z.array(z.object({ rule: z.string(), skipped: z.boolean().optional() })).optional(),
});
