import fc from "fast-check";
import {
  decideAlias,
  decideAliasRemoval,
  decideAnnotations,
  decideTag,
  decideTagRemoval,
} from "../../../src/core/annotations/decide-marking.ts";
import type { EventBody, RegistryEvent } from "../../../src/core/events/event.ts";
import {
  decideApproval,
  decideApprovalRequest,
  decideDenial,
  decideWithdrawal,
} from "../../../src/core/lifecycle/decide-approval.ts";
import { decideRollback } from "../../../src/core/lifecycle/decide-rollback.ts";
import { decideTransition } from "../../../src/core/lifecycle/decide-transition.ts";
import type { EventId } from "../../../src/core/model/ids.ts";
import { ModelName, Stage, Timestamp, VersionId } from "../../../src/core/model/ids.ts";
import {
  allowedTargets,
  approvedTargets,
  findStage,
  type Policy,
} from "../../../src/core/model/policy.ts";
import type { Actor } from "../../../src/core/model/recipe.ts";
import type { Decision } from "../../../src/core/refusals/refusal.ts";
import { decideRegistration } from "../../../src/core/registration/decide-registration.ts";
import { decideDeletion, decideRetention } from "../../../src/core/retention/decide-deletion.ts";
import type { Version } from "../../../src/core/state/version.ts";
import type { IndexQueries } from "../../../src/storage/index/index-queries.ts";
import { maybe, people } from "./any-policy.ts";
import { eventId, registrationData } from "./events.ts";

/** Spellings of a stage's name that people use. */
const spelling = fc.constantFrom<(name: string) => string>(
  (name) => name,
  (name) => name,
  (name) => name,
  (name) => name.toLowerCase(),
  (name) => name.toUpperCase(),
  (name) => name.normalize("NFD"),
);

const which = fc.nat(2);
const spelt = {
  stage: fc.nat(20),
  spelling,
  isLiteral: fc.constantFrom(false, false, false, true),
};

interface Spelt {
  readonly stage: number;
  readonly spelling: (name: string) => string;
  readonly isLiteral: boolean;
}

const force = fc.record({
  force: fc.boolean(),
  reason: fc.constantFrom("", "it has to be", "it must"),
});

const action = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("register" as const),
      model: fc.constantFrom("fraud", "churn"),
      auc: maybe(fc.constantFrom(0.4, 0.9)),
      pii: maybe(fc.constantFrom("yes", "no")),
      isImported: fc.constantFrom(false, false, true),
      how: force,
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constant("move" as const),
      which,
      ...spelt,
      how: force,
      request: maybe(fc.constant(0)),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({ do: fc.constant("roll back" as const), which, ...spelt }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constant("request" as const),
      which,
      ...spelt,
      promote: fc.constantFrom(true, true, false),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom(...(["approve", "approve", "approve", "deny", "withdraw"] as const)),
      which,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom("alias" as const, "unalias" as const),
      which,
      alias: fc.constantFrom("production", "LIVE", "Staging", "champion"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom("tag" as const, "untag" as const), which }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("annotate" as const),
      which,
      pii: fc.constantFrom("yes", "no", null),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom("delete" as const, "retention" as const), which }),
  },
);

/** Somebody tries something. */
export const anyStep = fc.record({ who: fc.constantFrom(...people), action });
export type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;

export function personOf({ who }: Step): Actor {
  return { name: who.split("@", 1)[0] ?? who, email: who };
}

/** Decides what somebody tries, as the use cases do. `events` are those so far. */
export function decideStep(
  state: IndexQueries,
  policy: Policy,
  events: readonly RegistryEvent[],
  step: Step,
  now: number,
): Decision<EventBody> | undefined {
  const { action } = step;
  const actor = personOf(step);
  const recent = (type: string, index: number): EventId => {
    const ids = events.filter((event) => event.type === type).map(({ id }) => id);
    return ids[ids.length - 1 - index] ?? eventId(0, 42);
  };
  const version = (index: number): VersionId =>
    VersionId.parse(recent("version.registered", index));
  const model = (index: number): ModelName =>
    state.version(version(index))?.model ?? ModelName.parse("fraud");
  switch (action.do) {
    case "register": {
      const { auc, pii, isImported, how } = action;
      const metrics = auc === undefined ? {} : { auc };
      const { recipe, ...data } = registrationData(action.model, String(events.length), {
        metrics,
      });
      const at = Timestamp.parse("2020-01-01T00:00:00Z");
      const made = isImported ? { made: { at, source: "file" as const } } : {};
      return decideRegistration(
        state,
        policy,
        {
          registration: {
            ...data,
            recipe: { ...recipe, ...made },
            ...(pii !== undefined && { annotations: { pii } }),
          },
          allowIdentical: true,
          entry: { ...how, isImported },
          now,
        },
        actor,
      );
    }
    case "move": {
      const to = namedStage(policy, action, state.version(version(action.which)));
      if (!to) return undefined;
      const { which: index, how, request } = action;
      const asked = request === undefined ? {} : { request: recent("approval.requested", request) };
      return decideTransition(
        state,
        policy,
        { version: version(index), to, ...how, ...asked },
        actor,
      );
    }
    case "roll back": {
      const of = model(action.which);
      const exclusive = policy.stages.filter((each) => each.exclusive);
      const meant = exclusive[action.stage % (exclusive.length + 1)]?.name;
      const stage = meant ?? namedStage(policy, action, state.version(version(action.which)));
      if (!stage) return undefined;
      const [former] = state.formerHolders(of, stage);
      const about = { model: of, stage, version: former?.id ?? version(action.which) };
      return decideRollback(state, policy, { ...about, reason: "it got worse" }, actor);
    }
    case "request": {
      const found = state.version(version(action.which));
      const waiting = found ? approvedTargets(policy, found.stage) : [];
      const asked = waiting[action.stage % (waiting.length + 1)];
      const to = asked ?? namedStage(policy, action, found);
      if (!to) return undefined;
      const wish = { version: version(action.which), to, reason: "good", promote: action.promote };
      return decideApprovalRequest(state, policy, wish, actor);
    }
    case "approve":
    case "deny":
    case "withdraw": {
      const answer = { request: recent("approval.requested", action.which), reason: "because" };
      if (action.do === "withdraw") return decideWithdrawal(state, policy, answer, actor);
      const decide = action.do === "approve" ? decideApproval : decideDenial;
      return decide(state, policy, answer, actor);
    }
    case "alias":
      return decideAlias(state, policy, { version: version(action.which), alias: action.alias });
    case "unalias":
      return decideAliasRemoval(state, { model: model(action.which), alias: action.alias });
    case "delete":
      return decideDeletion(
        state,
        policy,
        { version: version(action.which), reason: "old", now },
        actor,
      );
    case "retention":
      return decideRetention(state, policy, { now }, actor);
    case "annotate": {
      const subject = { model: model(action.which), version: version(action.which) };
      return decideAnnotations(state, { subject, changes: { pii: action.pii } });
    }
    default: {
      const subject = { model: model(action.which), version: version(action.which) };
      if (action.do === "tag") return decideTag(state, { subject, key: "report", value: "1" });
      return decideTagRemoval(state, { subject, key: "report" });
    }
  }
}

/**
 * Returns the stage that a person means, mostly one that the version can go to. A front end finds
 * it in any spelling; the rules accept one spelling and are sometimes called with another.
 */
function namedStage(
  policy: Policy,
  { stage: index, spelling: spell, isLiteral }: Spelt,
  version: Version | undefined,
): Stage | undefined {
  const near = version ? allowedTargets(policy, version.stage) : [];
  const choice = [...near, ...near, ...policy.stages.map(({ name }) => name)];
  const name = spell(choice[index % choice.length] ?? "");
  const literal = Stage.safeParse(name);
  return isLiteral && literal.success ? literal.data : findStage(policy, name);
}
