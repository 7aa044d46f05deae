import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ModelName,
  Sha256,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../../../../src/core/model/ids.ts";
import { Alias } from "../../../../src/core/model/markings.ts";
import {
  defaultPolicy,
  type Policy,
  type RetentionRule,
} from "../../../../src/core/model/policy.ts";
import { retentionText } from "../../../../src/core/retention/retention-text.ts";
import { retentionPlan, type RetentionEntry } from "../../../../src/core/retention/retention.ts";
import type { RetentionFacts } from "../../../../src/core/state/retention-facts.ts";
import type { Version } from "../../../../src/core/state/version.ts";
import { eventId } from "../../support/events.ts";

const day = 86_400_000;
const now = Date.parse("2026-12-31T00:00:00Z");
const [none, production, archived] = ["None", "Production", "Archived"].map((name) =>
  Stage.parse(name),
) as [Stage, Stage, Stage];

function policy(retention: RetentionRule): Policy {
  return { ...defaultPolicy, retention };
}

interface Sketch {
  readonly model: string;
  readonly stage: Stage;
  readonly days: number;
  readonly alias?: boolean;
  readonly requested?: boolean;
  readonly tested?: boolean;
  readonly target?: boolean;
  /** Its `retention-days`. */
  readonly retain?: string;
  /** Indexes of versions before it. */
  readonly parents?: readonly number[];
}

function factsOf(sketches: readonly Sketch[]): RetentionFacts {
  const children = new Map<VersionId, VersionId[]>();
  const numbers = new Map<string, number>();
  const versions = sketches.map(({ model, stage, days, alias, parents = [] }, index): Version => {
    const id = VersionId.parse(eventId(index));
    for (const parent of parents) {
      const of = VersionId.parse(eventId(parent));
      children.set(of, [...(children.get(of) ?? []), id]);
    }
    const number = (numbers.get(model) ?? 0) + 1;
    numbers.set(model, number);
    const at = Timestamp.parse(new Date(now - days * day).toISOString());
    return {
      id,
      model: ModelName.parse(model),
      number: VersionNumber.parse(number),
      ...(alias && { aliases: [Alias.parse("champion")] }),
      stage,
      stageSince: at,
      registeredAt: at,
      registeredBy: { name: "Ada" },
      digest: Sha256.parse("a".repeat(64)),
      size: 1,
      metrics: {},
    };
  });
  const marked = <T>(of: (sketch: Sketch) => boolean | undefined, value: T): Map<VersionId, T> =>
    new Map(versions.flatMap(({ id }, index) => (of(sketches[index]!) ? [[id, value]] : [])));
  return {
    versions,
    children,
    tested: marked(({ tested }) => tested, "checkout"),
    requested: marked(({ requested }) => requested, Stage.parse("Staging")),
    rollbackTargets: marked(({ target }) => target, production),
    retentionDays: new Map(
      versions.flatMap(({ id }, index) => {
        const text = sketches[index]?.retain;
        return text === undefined ? [] : [[id, { text, writtenOn: "version" }]];
      }),
    ),
  };
}

const idsOf = (plan: readonly RetentionEntry[], ...actions: string[]): VersionId[] =>
  plan.flatMap(({ action, version }) => (actions.includes(action) ? [version.id] : []));

/** Returns the state after all of it was done at once. */
function afterwards(facts: RetentionFacts, plan: readonly RetentionEntry[]): RetentionFacts {
  const deleted = new Set(idsOf(plan, "delete"));
  const toArchive = new Set(idsOf(plan, "archive"));
  return {
    ...facts,
    versions: facts.versions
      .filter(({ id }) => !deleted.has(id))
      .map((version) =>
        toArchive.has(version.id)
          ? {
              ...version,
              stage: archived,
              stageSince: Timestamp.parse(new Date(now).toISOString()),
            }
          : version,
      ),
    children: new Map(
      [...facts.children].map(([id, made]) => [id, made.filter((child) => !deleted.has(child))]),
    ),
  };
}

test("each version gets what the rule says of it, and the reason", () => {
  const facts = factsOf([
    { model: "fraud", stage: archived, days: 400 },
    { model: "fraud", stage: archived, days: 300, parents: [0] },
    { model: "fraud", stage: archived, days: 200, alias: true },
    { model: "fraud", stage: archived, days: 100, target: true },
    { model: "fraud", stage: archived, days: 20 },
    { model: "fraud", stage: production, days: 400 },
    { model: "fraud", stage: none, days: 9, parents: [2] },
    { model: "fraud", stage: none, days: 8, requested: true },
    { model: "fraud", stage: Stage.parse("Rejected"), days: 7 },
    { model: "fraud", stage: none, days: 6 },
    { model: "fraud", stage: none, days: 5 },
  ]);
  const plan = retentionPlan(policy({ keepLast: 2, deleteAfterDays: 90 }), facts, now);
  expect(plan.map((entry) => [entry.version.number, entry.action, retentionText(entry)])).toEqual([
    [11, "keep", "it is one of the last 2 versions of its model"],
    [10, "keep", "it is one of the last 2 versions of its model"],
    [9, "keep", "the policy has no transition from Rejected to Archived"],
    [8, "keep", "its approval for Staging has been requested"],
    [7, "archive", "it is older than the last 2 versions of its model"],
    [6, "keep", "it is in Production"],
    [5, "keep", "it has been archived for 20 of 90 days"],
    [4, "keep", "a rollback of Production would bring it back"],
    [3, "keep", "the alias champion points to it"],
    [2, "delete", "it has been archived for 300 days, and the policy keeps such versions for 90"],
    [1, "delete", "it has been archived for 400 days, and the policy keeps such versions for 90"],
  ]);
});

test("a rule of one half does only that half", () => {
  const facts = factsOf([
    { model: "fraud", stage: archived, days: 400 },
    { model: "fraud", stage: none, days: 400 },
  ]);
  const actions = (rule: RetentionRule): string[] =>
    retentionPlan(policy(rule), facts, now).map(
      (entry) => `${entry.action}, ${retentionText(entry)}`,
    );
  expect(actions({ keepLast: 0 })).toEqual([
    "archive, the policy archives every version that is not in use",
    "keep, the policy's retention deletes nothing",
  ]);
  expect(actions({ deleteAfterDays: 399 })).toEqual([
    "keep, the policy's retention archives nothing",
    "delete, it has been archived for 400 days, and the policy keeps such versions for 399",
  ]);
  expect(retentionPlan(defaultPolicy, facts, now)).toEqual([]);
  const withoutArchive = { ...defaultPolicy, stages: defaultPolicy.stages.slice(0, 3) };
  expect(retentionPlan({ ...withoutArchive, retention: { keepLast: 0 } }, facts, now)).toEqual([]);
});

const sketches = fc
  .array(
    fc.record({
      model: fc.constantFrom("fraud", "churn"),
      stage: fc.constantFrom(none, production, archived, archived, Stage.parse("Rejected")),
      days: fc.integer({ min: -1, max: 12 }),
      alias: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
      requested: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
      tested: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
      target: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
      retain: fc.constantFrom(undefined, undefined, "1", "6", "12", "13", "for ever"),
      parent: fc.option(fc.nat(), { nil: undefined }),
    }),
    { maxLength: 14 },
  )
  .map((all) =>
    all.map(({ parent, retain, ...sketch }, index): Sketch => ({
      ...sketch,
      ...(retain !== undefined && { retain }),
      parents: parent === undefined || index === 0 ? [] : [parent % index],
    })),
  );
const half = (most: number): fc.Arbitrary<number | undefined> =>
  fc.option(fc.nat(most), { nil: undefined });
const rule = fc.record({ keepLast: half(5), deleteAfterDays: half(10) });

test("nothing that is in use goes, nor the parent of what stays", () => {
  fc.assert(
    fc.property(sketches, rule, (all, retention) => {
      const facts = factsOf(all);
      const plan = retentionPlan(policy(retention), facts, now);
      expect(plan).toHaveLength(all.length);
      const gone = idsOf(plan, "delete");
      for (const { version, action } of plan) {
        if (action === "keep") continue;
        expect(version.stage).not.toBe(production);
        expect(version.aliases).toBeUndefined();
        expect(facts.requested.has(version.id)).toBe(false);
        expect(facts.tested.has(version.id)).toBe(false);
        for (const child of facts.children.get(version.id) ?? []) {
          expect(gone).toContain(child);
          // So that each can be deleted when its turn comes.
          if (action === "delete")
            expect(gone.indexOf(child)).toBeLessThan(gone.indexOf(version.id));
        }
        if (action === "delete") expect(facts.rollbackTargets.has(version.id)).toBe(false);
        expect(version.stage === archived).toBe(action === "delete");
      }
    }),
    { numRuns: 400 },
  );
});

test("nothing is deleted before its retention-days are over, and they make nothing go", () => {
  fc.assert(
    fc.property(sketches, rule, (all, retention) => {
      const facts = factsOf(all);
      const plan = retentionPlan(policy(retention), facts, now);
      for (const id of idsOf(plan, "delete")) {
        const { days, retain } = all[facts.versions.findIndex((version) => version.id === id)]!;
        expect(days >= Number(retain ?? 0)).toBe(true);
      }
      const without = { ...facts, retentionDays: new Map() };
      const unhindered = retentionPlan(policy(retention), without, now);
      for (const action of ["archive", "delete"]) {
        expect(idsOf(unhindered, action)).toEqual(expect.arrayContaining(idsOf(plan, action)));
      }
      for (const entry of plan) {
        if (entry.action !== "keep" || entry.kept.kind !== "period") continue;
        // They are named only if nothing else would keep the version, apart from what it was made from.
        const { until, text } = entry.kept.period;
        expect(until === undefined).toBe(text === "for ever");
        if (until !== undefined) expect(Date.parse(until)).toBeGreaterThan(now);
        expect(retention.deleteAfterDays ?? Infinity).toBeLessThan(Number(text) || Infinity);
      }
    }),
    { numRuns: 400 },
  );
});

test("of two periods that begin together, the one that ends later is the reason", () => {
  const facts = factsOf([
    { model: "fraud", stage: archived, days: 20, retain: "89" },
    { model: "fraud", stage: archived, days: 20, retain: "365" },
    { model: "fraud", stage: archived, days: 365, retain: "365" },
    { model: "fraud", stage: archived, days: 400, retain: "as long as the law says" },
    { model: "fraud", stage: archived, days: 364, retain: "365", target: true },
    { model: "fraud", stage: none, days: 20, retain: "365" },
  ]);
  const plan = retentionPlan(policy({ keepLast: 0, deleteAfterDays: 90 }), facts, now);
  expect(plan.map((entry) => [entry.version.number, entry.action, retentionText(entry)])).toEqual([
    [6, "archive", "the policy archives every version that is not in use"],
    [5, "keep", "its retention-days (365) keep it until 2027-01-01 00:00 UTC"],
    [4, "keep", "its retention-days are “as long as the law says”, which is no number of days"],
    [3, "delete", "it has been archived for 365 days, and the policy keeps such versions for 90"],
    [2, "keep", "its retention-days (365) keep it until 2027-12-11 00:00 UTC"],
    [1, "keep", "it has been archived for 20 of 90 days"],
  ]);
});

test("when all of it is done there is nothing to do at that moment", () => {
  fc.assert(
    fc.property(sketches, rule, (all, retention) => {
      const facts = factsOf(all);
      const plan = retentionPlan(policy(retention), facts, now);
      const after = retentionPlan(policy(retention), afterwards(facts, plan), now);
      expect(idsOf(after, "archive", "delete")).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test("a laxer rule never does more, and the last ones stay", () => {
  fc.assert(
    fc.property(
      sketches,
      fc.nat(5),
      fc.nat(10),
      fc.nat(3),
      fc.nat(3),
      (all, last, days, more, longer) => {
        const facts = factsOf(all);
        const strict = policy({ keepLast: last, deleteAfterDays: days });
        const lax = policy({ keepLast: last + more, deleteAfterDays: days + longer });
        const before = idsOf(retentionPlan(strict, facts, now), "archive", "delete");
        for (const id of idsOf(retentionPlan(lax, facts, now), "archive", "delete")) {
          expect(before).toContain(id);
        }
        for (const model of ["fraud", "churn"]) {
          const newest = facts.versions.filter(
            (version) => version.model === model && version.stage !== production,
          );
          for (const { id } of last === 0 ? [] : newest.slice(-last))
            expect(before).not.toContain(id);
        }
      },
    ),
    { numRuns: 400 },
  );
});

test("the order in which versions come does not matter", () => {
  fc.assert(
    fc.property(sketches, rule, (all, retention) => {
      const facts = factsOf(all);
      const turned = { ...facts, versions: facts.versions.toReversed() };
      const plan = retentionPlan(policy(retention), facts, now);
      expect(retentionPlan(policy(retention), turned, now)).toEqual(plan);
    }),
  );
});
