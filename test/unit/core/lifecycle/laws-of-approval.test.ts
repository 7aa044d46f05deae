import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { EventBody, RegistryEvent, Stamped } from "../../../../src/core/events/event.ts";
import {
  decideApproval,
  decideApprovalRequest,
  decideDenial,
  decideWithdrawal,
} from "../../../../src/core/lifecycle/decide-approval.ts";
import { decideTransition } from "../../../../src/core/lifecycle/decide-transition.ts";
import { Stage, Timestamp, VersionId, type EventId } from "../../../../src/core/model/ids.ts";
import type { Policy } from "../../../../src/core/model/policy.ts";
import type { Actor } from "../../../../src/core/model/recipe.ts";
import type { Decision } from "../../../../src/core/refusals/refusal.ts";
import { messageOf } from "../../../../src/core/refusals/words.ts";
import { decideRegistration } from "../../../../src/core/registration/decide-registration.ts";
import { SqliteEngine } from "../../../../src/storage/index/index-database.ts";
import { IndexQueries } from "../../../../src/storage/index/index-queries.ts";
import { projectEvent } from "../../../../src/storage/index/projection/project-event.ts";
import { nextEventId } from "../../../../src/storage/ledger/event-id.ts";
import { eventId, registrationData } from "../../support/events.ts";
import { LedgerInMemory } from "../../support/ledger.ts";
import { policyIn } from "../../support/policy.ts";
import { wasm } from "../../support/wasm.ts";

let engine: SqliteEngine;
beforeAll(async () => {
  engine = await SqliteEngine.load(await wasm());
});

const gated = (min: number): Policy =>
  policyIn(`version: 1
gates:
  Production:
    metrics: [{ metric: auc, min: ${min} }]
    promoters: [ada@example.org, grace@example.org]
    approvals: { count: 1, by: [grace@example.org, alan@example.org] }
    force: [grace@example.org]
`);
const policies = [gated(2), gated(4)];
const people: readonly Actor[] = [
  { name: "Ada", email: "ada@example.org" },
  { name: "Grace", email: "Grace@Example.org" },
  { name: "Alan", email: "alan@example.org" },
  { name: "Grace" },
];
const stages = [
  "None",
  "Staging",
  "Staging",
  "Staging",
  "Staging",
  "Production",
  "Production",
  "Production",
  "Rejected",
];
/** Number of steps before the last one; mostly the last one itself. */
const recent = fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 1, 2);

const step = fc.record({
  who: fc.constantFrom(people[0]!, people[0]!, people[1]!, people[1]!, ...people),
  policy: fc.constantFrom(...Array<Policy>(9).fill(policies[0]!), policies[1]!),
  what: fc.oneof(
    fc.record({ ask: fc.constant("register" as const), auc: fc.integer({ min: 1, max: 5 }) }),
    {
      weight: 4,
      arbitrary: fc.record({
        ask: fc.constantFrom("move" as const, "move by request" as const),
        version: recent,
        to: fc.constantFrom(...stages),
        force: fc.constantFrom(true, true, false),
        reason: fc.constantFrom(" ", "it must be", "it must be"),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        ask: fc.constant("request" as const),
        version: recent,
        promote: fc.boolean(),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        ask: fc.constantFrom(
          ...(["approve", "approve", "approve", "approve", "deny", "withdraw"] as const),
        ),
        request: recent,
      }),
    },
  ),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function decide(
  state: IndexQueries,
  events: readonly RegistryEvent[],
  { who, policy, what }: Step,
): Decision<EventBody> {
  const idsOf = (type: string): readonly EventId[] =>
    events.filter((event) => event.type === type).map(({ id }) => id);
  const pick = (ids: readonly EventId[], index: number): EventId =>
    ids[ids.length - 1 - index] ?? eventId(0, 42);
  switch (what.ask) {
    case "register":
      return decideRegistration(
        state,
        policy,
        {
          registration: registrationData("fraud", String(events.length), {
            metrics: { auc: what.auc },
          }),
          allowIdentical: false,
          now: 0,
        },
        { name: "Ada" },
      );
    case "move": {
      const version = VersionId.parse(pick(idsOf("version.registered"), what.version));
      const { force, reason } = what;
      return decideTransition(
        state,
        policy,
        { version, to: Stage.parse(what.to), force, reason },
        who,
      );
    }
    case "move by request": {
      const request = pick(idsOf("approval.requested"), what.version);
      const version = state.approvalRequest(request)?.version ?? VersionId.parse(request);
      return decideTransition(
        state,
        policy,
        { version, to: Stage.parse("Production"), request },
        who,
      );
    }
    case "request":
      return decideApprovalRequest(
        state,
        policy,
        {
          version: VersionId.parse(pick(idsOf("version.registered"), what.version)),
          to: Stage.parse("Production"),
          reason: "better",
          promote: what.promote,
        },
        who,
      );
    case "approve":
    case "deny":
    case "withdraw": {
      const answer = {
        request: pick(idsOf("approval.requested"), what.request),
        reason: "so be it",
      };
      if (what.ask === "approve") return decideApproval(state, policy, answer, who);
      if (what.ask === "deny") return decideDenial(state, policy, answer, who);
      return decideWithdrawal(state, policy, answer, who);
    }
  }
}

test("nothing gets to Production but through its gates, or by force with a right and a reason", () => {
  let [promoted, forced, byRequest] = [0, 0, 0];
  fc.assert(
    fc.property(fc.array(step, { minLength: 60, maxLength: 80, size: "max" }), (steps) => {
      const db = engine.empty();
      const ledger = new LedgerInMemory();
      const state = new IndexQueries(db, ledger);
      const events: Stamped<EventBody>[] = [];
      const now = Date.parse("2026-01-01T00:00:00Z");
      for (const each of steps) {
        const decision = decide(state, events, each);
        if (!decision.accepted) {
          expect(messageOf(decision.refusal)).toMatch(/[.”]$/);
          continue;
        }
        const [body] = decision.events;
        const id = nextEventId(events.at(-1)?.id, now);
        const at = Timestamp.parse(new Date(now).toISOString());
        const event = { ...body, id, at, actor: each.who };
        if (body.type === "version.transitioned" && body.data.to === "Production") {
          expectLawful(body.data, each, events);
          promoted += 1;
          if (body.data.forced) forced += 1;
          if (body.data.request) byRequest += 1;
        }
        projectEvent(db, event, ledger.add(event));
        events.push(event);
      }
      expectOpenRequests(state, events);
      db.close();
    }),
    { numRuns: 250 },
  );
  // The way there is found often enough to mean something.
  expect(promoted - forced).toBeGreaterThan(0);
  expect(forced).toBeGreaterThan(0);
  expect(byRequest).toBeGreaterThan(0);
});

type Promotion = Extract<EventBody, { type: "version.transitioned" }>["data"];

function expectLawful(
  data: Promotion,
  { who, policy }: Step,
  before: readonly RegistryEvent[],
): void {
  expect(data.policy).toBe(policy.digest);
  const isMail = (actor: Actor, ...names: string[]): boolean =>
    names.includes(actor.email?.toLowerCase().split("@")[0] ?? "");
  if (data.forced) {
    expect(isMail(who, "grace")).toBe(true);
    expect(data.reason).toBe("it must be");
    expect(data.gates?.some(({ passed }) => !passed)).toBe(true);
    return;
  }
  expect(data.gates?.map(({ passed }) => passed)).toEqual([true, true, true]);
  const registration = before.find(({ id }) => id === data.version);
  const auc =
    registration?.type === "version.registered" && registration.data.recipe.metrics["auc"];
  expect(auc).toBeGreaterThanOrEqual(policy === policies[0] ? 2 : 4);

  // The last request for it, and what was said of that.
  const request = before.findLast(
    (event) => event.type === "approval.requested" && event.data.version === data.version,
  );
  const answers = before.filter(
    (event) =>
      "data" in event &&
      "request" in (event.data as object) &&
      (event.data as { request?: string }).request === request?.id,
  );
  expect(
    answers.some(({ type }) => type === "approval.denied" || type === "approval.withdrawn"),
  ).toBe(false);
  expect(
    answers.some(
      (event) =>
        event.type === "approval.approved" &&
        event.data.policy === policy.digest &&
        isMail(event.actor, "grace", "alan") &&
        event.actor.email?.toLowerCase() !== request?.actor.email?.toLowerCase(),
    ),
  ).toBe(true);
  const promoter = data.request ? request!.actor : who;
  expect(isMail(promoter, "ada", "grace")).toBe(true);
}

/** Open is what was requested and neither answered for good nor overtaken by a move. */
function expectOpenRequests(state: IndexQueries, events: readonly RegistryEvent[]): void {
  const open = new Map<string, string>();
  for (const event of events) {
    if (event.type === "approval.requested") open.set(event.id, event.data.version);
    if (event.type === "approval.denied" || event.type === "approval.withdrawn") {
      open.delete(event.data.request);
    }
    if (event.type === "version.transitioned") {
      const moved = [event.data.version, ...(event.data.displaces?.versions ?? [])] as string[];
      for (const [id, version] of open) if (moved.includes(version)) open.delete(id);
    }
  }
  expect(state.openRequests(1000).map(({ id }) => id)).toEqual([...open.keys()].sort());
  expect(new Set(open.values()).size).toBe(open.size);
}
