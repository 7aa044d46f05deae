/** Tests of the suggestions while a query is written. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { completeQuery, valueToComplete } from "../../../../src/core/query/complete-query.ts";

const vocabulary = {
  metrics: ["test.auc", "train.auc", "f1 score"],
  params: ["max_depth"],
  tags: ["team"],
  packages: ["numpy"],
  values: ["Production", "Pre production"],
};

/** The texts that are offered at the `|` in a query. */
function offered(marked: string): readonly string[] {
  const cursor = marked.indexOf("|");
  const text = marked.replace("|", "");
  return completeQuery(text, cursor, vocabulary).suggestions.map((each) => each.text);
}

/** The query after the first suggestion was taken. */
function taken(marked: string): string {
  const cursor = marked.indexOf("|");
  const text = marked.replace("|", "");
  const { from, to, suggestions } = completeQuery(text, cursor, vocabulary);
  return `${text.slice(0, from)}${suggestions[0]?.text ?? ""}${text.slice(to)}`;
}

test("keys are offered with the names that were recorded", () => {
  expect(offered("|")).toEqual(
    expect.arrayContaining([
      "model",
      "stage",
      "metrics.test.auc",
      "params.max_depth",
      "tag.team",
      "not",
    ]),
  );
  expect(offered("stage = None and auc|")).toEqual(["metrics.test.auc", "metrics.train.auc"]);
  expect(offered("age|")).toEqual([]);
  expect(offered("ag|")).toEqual(["age", "stage", "tag.team", "packages.numpy"]);
  expect(taken("f1|")).toBe("metrics.`f1 score`");
  expect(taken("metrics.te| > 0.5")).toBe("metrics.test.auc > 0.5");
});

test("behind a key come operators, of an order only where there is one", () => {
  expect(offered("stage |")).toEqual(["=", "!=", "in", "not in", "and", "or", "order by", "limit"]);
  expect(offered("metrics.test.auc |")).toContain(">=");
});

test("values are those of the key", () => {
  expect(valueToComplete("stage = Pr", 10)).toEqual({ field: "stage" });
  expect(valueToComplete("stage in (None, ", 16)).toEqual({ field: "stage" });
  expect(valueToComplete("tag.team = ", 11)).toEqual({ field: "tag", name: "team" });
  expect(valueToComplete("stage ", 6)).toBeUndefined();
  expect(offered("stage = |")).toEqual(["Production", '"Pre production"']);
  expect(taken('stage = "Pre|')).toBe('stage = "Pre production"');
  expect(offered("stage not in (Production, |")).toContain("Production");
  expect(offered("age < |")).toContain("30d");
});

test("behind conditions come what joins them and what follows them", () => {
  expect(offered("has alias |")).toEqual(["and", "or", "order by", "limit"]);
  expect(offered("order by |")).not.toContain("alias");
  expect(offered("order by registered |")).toEqual(["desc", "asc", "limit"]);
  expect(offered("order by registered desc |")).toEqual(["limit"]);
  expect(offered("limit |")).toEqual([]);
});

test("a suggestion takes the place of what is written, wherever that is", () => {
  const text = fc.constantFrom(
    "stage = Pro and metrics.x > 1",
    "order by metrics.test.auc desc",
    "",
    "(",
    '"',
  );
  fc.assert(
    fc.property(text, fc.nat(30), (query, place) => {
      const cursor = Math.min(place, query.length);
      const { from, to } = completeQuery(query, cursor, vocabulary);
      expect(to).toBe(cursor);
      expect(from).toBeGreaterThanOrEqual(0);
      expect(from).toBeLessThanOrEqual(cursor);
    }),
  );
});
