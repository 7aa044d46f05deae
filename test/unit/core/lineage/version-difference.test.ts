import fc from "fast-check";
import { expect, test } from "vitest";
import { layoutLineage } from "../../../../src/core/lineage/layout-lineage.ts";
import { lineageGraph } from "../../../../src/core/lineage/lineage-graph.ts";
import { recipeDifference } from "../../../../src/core/lineage/recipe-difference.ts";
import {
  differenceLines,
  differenceParts,
  versionDifference,
  type VersionChange,
} from "../../../../src/core/lineage/version-difference.ts";
import { Recipe } from "../../../../src/core/model/recipe.ts";
import { dataset, none, v, version } from "../../support/lineage-sketch.ts";

function recipe(sketch: Partial<Recipe>): Recipe {
  return Recipe.parse({
    metrics: {},
    parameters: {},
    datasets: [],
    sources: { metrics: [], parameters: [] },
    missing: [],
    ...sketch,
  });
}

const texts = (changes: readonly VersionChange[], side: "before" | "after"): readonly string[] =>
  differenceLines(changes, side).map(({ text, end = "" }) => `${text}${end}`);

test("two versions differ in data, parameters, packages and metrics, each said from its side", () => {
  const data = { name: "train.csv", path: "data/train.csv" };
  const changes = versionDifference(
    recipeDifference(
      recipe({
        datasets: [{ ...data, digests: { sha256: "a".repeat(64) } }],
        parameters: { lr: 0.1, depth: 3 },
        environment: { source: "requirements.txt", packages: { numpy: "2.3.4" } },
      } as unknown as Recipe),
      recipe({
        datasets: [{ ...data, digests: { sha256: "b".repeat(64) } }],
        parameters: { lr: 0.05, depth: 3, trees: 200 },
        environment: { source: "requirements.txt", packages: { numpy: "2.3.5" } },
      } as unknown as Recipe),
    ),
    { auc: 0.92631, f1: 0.8 },
    { auc: 0.92632, loss: 0.1, f1: 0.8 },
  );
  expect(texts(changes, "before")).toEqual([
    "train.csv aaaaaaa",
    "lr 0.1",
    "no trees",
    "numpy 2.3.4",
    "auc 0.92631",
    "no loss",
  ]);
  expect(texts(changes, "after")).toEqual([
    "train.csv bbbbbbb",
    "lr 0.05",
    "trees 200",
    "numpy 2.3.5",
    "auc 0.92632",
    "loss 0.1",
  ]);
});

test("the lines of both cards are about the same, and none is left out without being counted", () => {
  const change = fc.record({
    part: fc.constantFrom(...differenceParts),
    name: fc.string({ minLength: 1 }),
    before: fc.string(),
    after: fc.string(),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const [before, after] = [texts(changes, "before"), texts(changes, "after")];
      expect(before.length).toBe(after.length);
      const said = before.filter((text) => !/^\d+ more differences?$/.test(text)).length;
      const more = Number(/^(\d+) more/.exec(before.at(-1) ?? "")?.[1] ?? 0);
      expect(said + more).toBe(changes.length);
    }),
  );
});

test("what is compared is not folded, and the cards have room for their differences", () => {
  const versions = Array.from({ length: 40 }, (_, index) =>
    version(index + 1, {
      data: [index % 2 === 0 ? "a" : "b"],
      parents: index === 0 ? [] : [index],
    }),
  );
  const graph = lineageGraph(versions, [none]);
  const compared = [v(20), v(33), dataset("a"), dataset("b")];
  const lines = Array.from({ length: 5 }, (_, index) => ({
    text: `parameter ${index}`,
    end: ` ${index}`,
    about: "difference" as const,
  }));
  const layout = layoutLineage(graph, {
    view: "version",
    title: "fraud 40",
    focus: v(40),
    hiddenKinds: [],
    hiddenStages: [],
    allCommits: false,
    shown: new Set(),
    compared,
    differences: { [v(20)]: lines, [v(33)]: lines },
    width: 1000,
    height: 600,
    important: ["Production"],
    initial: "None",
    now: Date.parse("2026-11-30T00:00:00Z"),
  });
  const cards = new Map(layout.cards.map((card) => [card.id, card]));
  for (const id of compared) expect(cards.get(id)?.folded).toBeUndefined();
  for (const id of compared) expect(cards.has(id)).toBe(true);
  const height = cards.get(v(40))?.box.height ?? NaN;
  expect(cards.get(v(20))?.box.height).toBe(height + 5 * 18);
  // The others make room.
  expect(layout.columns.length).toBeLessThanOrEqual(8);
});
