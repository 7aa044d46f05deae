import fc from "fast-check";
import type { PlainGates, PlainPolicy } from "./policy-oracle.ts";

/** Those who act, by their addresses. */
export const people = ["ada", "bob", "grace"].map((name) => `${name}@example.org`);
const some = fc.subarray(people, { minLength: 1 });
/**
 * Returns an arbitrary rule that most stages do not have; otherwise most actions would be refused.
 */
export const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const plainGates = fc
  .record({
    metrics: maybe(fc.constant([{ metric: "auc" as const, min: 0.5 }])),
    tags: maybe(fc.constant([{ tag: "report" }])),
    compliance: maybe(fc.constant({ pii: "no" as const })),
    approvals: fc.option(
      fc.record({ count: fc.constantFrom(1, 1, 2), by: maybe(some), self: fc.boolean() }),
      { nil: undefined, freq: 2 },
    ),
    promoters: fc.option(some, { nil: undefined, freq: 2 }),
    force: fc.oneof(fc.constantFrom("anyone" as const, undefined), some),
    auto: maybe(fc.boolean()),
  })
  // JSON has no `undefined`; what is left is what the type says.
  .map((gates) => JSON.parse(JSON.stringify(gates)) as PlainGates);

const lifecycles: readonly Pick<PlainPolicy, "stages" | "transitions">[] = [
  {
    stages: [
      { name: "None" },
      { name: "Staging" },
      { name: "Production", exclusive: true },
      { name: "Archived", terminal: true },
      { name: "Rejected" },
    ],
    transitions: {
      None: ["Staging", "Rejected", "Archived"],
      Staging: ["Production", "Rejected", "None"],
      Production: ["Archived"],
      Rejected: ["None"],
    },
  },
  // Two stages of one version each, and none for archived versions: they go back to the beginning.
  {
    stages: [
      { name: "Prüfung" },
      { name: "Test", exclusive: true },
      { name: "Live", exclusive: true },
    ],
    transitions: { Prüfung: ["Test", "Live"], Test: ["Live", "Prüfung"], Live: ["Test"] },
  },
];

/** A policy: a lifecycle, and for each of its stages nothing or what entering it takes. */
export const anyPolicy: fc.Arbitrary<PlainPolicy> = fc
  .constantFrom(...lifecycles)
  .chain((lifecycle) =>
    fc
      .tuple(...lifecycle.stages.map(() => fc.option(plainGates, { nil: undefined, freq: 3 })))
      .map((all): PlainPolicy => {
        const gates = lifecycle.stages.flatMap(({ name }, index) => {
          const found = all[index];
          if (!found) return [];
          // Nobody can request approval before there is a version.
          const first = { ...found };
          delete first.approvals;
          return [[name, index === 0 ? first : found] as const];
        });
        return { version: 1, ...lifecycle, gates: Object.fromEntries(gates) };
      }),
  );
