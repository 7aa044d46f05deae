import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { VersionRegistered } from "../../../../src/core/events/event.ts";
import { Dataset } from "../../../../src/core/model/data/dataset.ts";
import { Stage, Timestamp } from "../../../../src/core/model/ids.ts";
import type { Policy } from "../../../../src/core/model/policy.ts";
import { GitState, type Recipe } from "../../../../src/core/model/recipe.ts";
import type { Refusal } from "../../../../src/core/refusals/refusal.ts";
import { messageOf } from "../../../../src/core/refusals/words.ts";
import { decideRegistration } from "../../../../src/core/registration/decide-registration.ts";
import { labelChoices, type LabelWish } from "../../../../src/core/registration/next-label.ts";
import { resolveReference } from "../../../../src/core/retrieval/reference.ts";
import { SqliteEngine } from "../../../../src/storage/index/index-database.ts";
import { IndexQueries } from "../../../../src/storage/index/index-queries.ts";
import { projectEvent } from "../../../../src/storage/index/projection/project-event.ts";
import { nextEventId } from "../../../../src/storage/ledger/event-id.ts";
import { sha256 } from "../../../../src/storage/ledger/ledger-line.ts";
import { eventId, registrationData } from "../../support/events.ts";
import { LedgerInMemory } from "../../support/ledger.ts";
import { policyIn } from "../../support/policy.ts";
import { wasm } from "../../support/wasm.ts";

let engine: SqliteEngine;
beforeAll(async () => {
  engine = await SqliteEngine.load(await wasm());
});

const noon = Date.parse("2026-11-21T12:00:00.250Z");

/** A registry in memory that versions are registered into. */
class Bench {
  readonly db = engine.empty();
  readonly ledger = new LedgerInMemory();
  readonly state = new IndexQueries(this.db, this.ledger);
  readonly policy: Policy;
  #newest = eventId(0);
  #count = 0;

  constructor(versioning: string) {
    this.policy = policyIn(`version: 1\nversioning: ${versioning}\n`);
  }

  /** Registers a version and gives what was recorded of it, or why it was not. */
  register(
    recipe: Partial<Recipe> = {},
    labelled: LabelWish = {},
    now = noon,
  ): VersionRegistered["data"] | Refusal {
    const data = registrationData("fraud", `content ${(this.#count += 1)}`);
    const decision = decideRegistration(
      this.state,
      this.policy,
      {
        registration: { ...data, recipe: { ...data.recipe, ...recipe } },
        allowIdentical: false,
        labelled,
        now,
      },
      { name: "Ada" },
    );
    if (!decision.accepted) return decision.refusal;
    const [body] = decision.events;
    this.#newest = nextEventId(this.#newest, now);
    const at = Timestamp.parse(new Date(now).toISOString());
    const event = { ...body, id: this.#newest, at, actor: { name: "Ada" } };
    projectEvent(this.db, event, this.ledger.add(event));
    return body.data;
  }

  label(...args: Parameters<Bench["register"]>): string | undefined {
    const data = this.register(...args);
    if ("code" in data) throw new Error(messageOf(data));
    return data.label;
  }

  refusal(...args: Parameters<Bench["register"]>): string {
    const data = this.register(...args);
    return "code" in data ? messageOf(data) : "it was accepted";
  }
}

const data = (content: string, columns?: number): Recipe["datasets"] => [
  Dataset.parse({
    name: "train",
    path: "train.csv",
    digests: { sha256: sha256(content) },
    size: 1,
    columns,
  }),
];

test("semantic labels begin at 1.0.0 and rise with the reason said", () => {
  const bench = new Bench("semver");
  const first = bench.register({ datasets: data("a") });
  expect(first).toMatchObject({ label: "1.0.0", labelReason: "the first version" });
  expect(bench.register({ datasets: data("a") })).toMatchObject({ label: "1.0.1" });
  expect(bench.register({ datasets: data("b") })).toMatchObject({
    label: "1.1.0",
    labelReason: "minor, since 1.0.1: train.csv changed",
  });
  expect(bench.register({ datasets: data("b") }, { bump: "major" })).toMatchObject({
    label: "2.0.0",
    labelReason: "major, since 1.1.0: as was asked",
  });
  expect(bench.label({}, { label: "3.0.0-rc.1+build.5" })).toBe("3.0.0-rc.1+build.5");
  expect(bench.label({}, { bump: "major" })).toBe("3.0.0");
  expect(bench.label({}, { label: "2.5.0" })).toBe("2.5.0");
  // What follows goes on from the highest, not from the last.
  expect(bench.label({}, { bump: "minor" })).toBe("3.1.0");
  expect(resolveReference(bench.state, bench.policy, "fraud@2.5.0").number).toBe(7);

  expect(bench.refusal({}, { label: "2.5.0" })).toContain("it is that of fraud 7");
  expect(bench.refusal({}, { label: "2.5" })).toContain("not a semantic version number");
  expect(bench.refusal({}, { label: "7" })).toContain("taken for a number");
});

test("what is offered before a registration is what it gives", () => {
  const choice = fc.constantFrom("major", "minor", "patch", undefined);
  const step = fc.record({
    bump: choice,
    depth: fc.nat(2),
    layers: fc.nat(1),
    label: fc.option(fc.constantFrom("1.0.1", "1.1.0", "2.0.0", "3.0.0-rc.1"), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
      const bench = new Bench("semver");
      for (const { bump, depth, layers, label } of steps) {
        if (label !== undefined) bench.register({}, { label });
        const recipe = { parameters: { depth, layers } };
        const { model, artifacts, recipe: rest } = registrationData("fraud", "x");
        const upcoming = { model, artifacts, recipe: { ...rest, ...recipe } };
        const offered = labelChoices(bench.state, bench.policy, upcoming);
        const given = bench.register(recipe, bump === undefined ? {} : { bump });
        if ("code" in given) throw new Error(messageOf(given));
        if (offered.kind === "first") {
          expect(given).toMatchObject({ label: offered.label, labelReason: "the first version" });
          continue;
        }
        const { suggestion, labels, since } = offered;
        expect(given.label).toBe(labels[bump ?? suggestion.bump]);
        expect(given.labelReason).toContain(`since ${since}: `);
        if (bump === undefined) expect(given.labelReason).toContain(suggestion.reason);
      }
      bench.db.close();
    }),
    { numRuns: 60 },
  );
});

test("timestamps are of the second, and finer where that is taken", () => {
  const bench = new Bench("timestamp");
  expect(bench.label()).toBe("20261121T120000Z");
  expect(bench.label()).toBe("20261121T120000.250Z");
  expect(bench.label()).toBe("20261121T120000.251Z");
  expect(bench.label({}, {}, noon + 1000)).toBe("20261121T120001Z");
  expect(bench.refusal({}, { bump: "major" })).toContain("but by timestamp");
});

test("labels of git are the tag, else branch and commit", () => {
  const bench = new Bench("git");
  const git = (rest: object): Partial<Recipe> => ({
    git: GitState.parse({
      commit: "abcdef1".padEnd(40, "0"),
      branch: "main",
      subject: "Train",
      author: { name: "Ada" },
      committedAt: "2026-01-01T00:00:00Z",
      state: "clean",
      ...rest,
    }),
  });
  expect(bench.label(git({ tag: "v1.2.0" }))).toBe("v1.2.0");
  expect(bench.label(git({ tag: "v1.2.0" }))).toBe("main-abcdef1");
  expect(bench.label(git({}))).toBe("main-abcdef1.2");
  expect(bench.label(git({}))).toBe("main-abcdef1.3");
  expect(bench.label(git({ tag: "v2" }))).toBe("main-abcdef1.4");
  expect(
    bench.label(git({ branch: "feature/wide net", state: "changed", dirty: { files: ["a"] } })),
  ).toBe("feature/wide-net-abcdef1-dirty");
  expect(bench.label(git({ state: "unknown" }))).toBe("main-abcdef1-unknown");
  expect(bench.label(git({ tag: "v3", state: "unknown" }))).toBe("v3-unknown");
  expect(bench.label(git({ branch: undefined }))).toBe("detached-abcdef1");
  expect(bench.label(git({ branch: "\u{1d400}".repeat(300) }))).toHaveLength(240);
  expect(bench.label()).toBeUndefined();
});

test("whole numbers need no label; one can be given all the same", () => {
  const bench = new Bench("integer");
  expect(bench.label()).toBeUndefined();
  expect(bench.label({}, { label: "q4-candidate" })).toBe("q4-candidate");
  expect(resolveReference(bench.state, bench.policy, "fraud@q4-candidate").number).toBe(2);
  for (const label of ["latest", "Production", "v3", "", "a b", "@", "x".repeat(300)]) {
    expect(bench.refusal({}, { label })).toContain("can't be a label");
  }
});

test("whatever is registered, no label is given twice and none names another version", () => {
  const branch = fc.constantFrom("main", "1", "latest", "v2", "Production", "a b", "-", "é/ü");
  const step = fc.record({
    tag: fc.option(branch, { nil: undefined }),
    branch,
    label: fc.option(fc.constantFrom("1.0.0", "1.0.1", "x", "main-abcdef1"), { nil: undefined }),
    clock: fc.integer({ min: -2, max: 2 }),
    depth: fc.nat(1),
  });
  fc.assert(
    fc.property(
      fc.constantFrom("integer", "semver", "timestamp", "git"),
      fc.array(step, { maxLength: 15 }),
      (versioning, steps) => {
        const bench = new Bench(versioning);
        let now = noon;
        for (const { tag, branch: name, label, clock, depth } of steps) {
          now += clock;
          const git = GitState.parse({
            commit: "abcdef1".padEnd(40, "0"),
            branch: name,
            ...(tag !== undefined && { tag }),
            subject: "Train",
            author: { name: "Ada" },
            committedAt: "2026-01-01T00:00:00Z",
            state: "clean",
          });
          bench.register({ git, parameters: { depth } }, label === undefined ? {} : { label }, now);
        }
        const versions = bench.state.versions({ limit: 100 });
        const labels = versions.flatMap(({ label }) => label ?? []);
        expect(new Set(labels).size).toBe(labels.length);
        for (const { label, number, claimedLabel } of versions) {
          expect(claimedLabel).toBeUndefined();
          if (label === undefined) continue;
          expect(
            Stage.safeParse(label).success &&
              bench.policy.stages.some(({ name }) => name.toLowerCase() === label.toLowerCase()),
          ).toBe(false);
          expect(resolveReference(bench.state, bench.policy, `fraud@${label}`).number).toBe(number);
        }
        bench.db.close();
      },
    ),
    { numRuns: 150 },
  );
});
