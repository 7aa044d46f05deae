import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  versionFilterRules,
  versionOrderRules,
  type FilterComparison,
  type FilterRules,
} from "../../../../src/core/filter/filter.ts";
import { parseFilter } from "../../../../src/core/filter/parse-filter.ts";
import { parseOrder } from "../../../../src/core/filter/parse-order.ts";

const runRules: FilterRules = {
  attributes: { status: "text", start_time: "number", run_id: "text" },
  entities: ["tag", "metric", "param", "dataset"],
  listed: ["run_id"],
};

function comparisons(text: string, rules: FilterRules = versionFilterRules): unknown {
  const parsed = parseFilter(text, rules);
  return "problem" in parsed ? parsed.problem : parsed.comparisons;
}

describe("a filter", () => {
  test("of nothing compares nothing", () => {
    expect(comparisons("")).toEqual([]);
    expect(comparisons("  ")).toEqual([]);
  });

  test("joins comparisons with AND", () => {
    expect(comparisons("name = 'fraud' and tags.`my team` ILIKE '%risk%'")).toEqual([
      { entity: "attribute", key: "name", operator: "=", values: ["fraud"] },
      { entity: "tag", key: "my team", operator: "ILIKE", values: ["%risk%"] },
    ]);
  });

  test("has the keys of runs", () => {
    const text = `metrics.val.auc >= 0.5e-1 AND params."learning rate" != "0.1" AND
      attributes.status='FINISHED' AND datasets.digest IN ('a', 'it''s') AND start_time < 17`;
    expect(comparisons(text, runRules)).toEqual([
      { entity: "metric", key: "val.auc", operator: ">=", values: ["0.5e-1"] },
      { entity: "param", key: "learning rate", operator: "!=", values: ["0.1"] },
      { entity: "attribute", key: "status", operator: "=", values: ["FINISHED"] },
      { entity: "dataset", key: "digest", operator: "IN", values: ["a", "it's"] },
      { entity: "attribute", key: "start_time", operator: "<", values: ["17"] },
    ]);
  });

  test.each([
    ["name", "a comparator is expected at its end"],
    ["name = fraud", "Expected a quoted string value (e.g. 'my-value') at “fraud”"],
    ["name = 'a' OR name = 'b'", "AND is expected at “OR name = 'b'”"],
    ["name = 'a' AND", "a key is expected at its end"],
    ["nme = 'a'", "Invalid attribute key 'nme' specified."],
    ["metrics.auc > 1", "Invalid entity type 'metrics'."],
    ["version_number = 'a'", "Expected a number at “'a'”"],
    ["version_number LIKE '1'", "Invalid comparator 'LIKE' for 'version_number'"],
    ["name > 'a'", "Invalid comparator '>' for 'name'"],
    ["name IN ('a')", "Invalid comparator 'IN' for 'name'"],
    ["run_id IN 'a'", "a list in parentheses is expected at “'a'”"],
    ["run_id IN ('a' 'b')", "a comma is expected at “'b')”"],
    ["name = 'a'; DROP TABLE model", "AND is expected at “; DROP TABLE model”"],
    [`name = '${"x".repeat(100_001)}'`, "it is longer than 100000 characters"],
  ])("%s is refused", (text, problem) => {
    expect(comparisons(text)).toEqual(expect.stringContaining(problem));
  });

  test("reads what was written", () => {
    const values = fc.string().map((text) => text.replaceAll("\u0000", ""));
    const comparison: fc.Arbitrary<FilterComparison> = fc.record({
      entity: fc.constant("tag" as const),
      key: fc.string({ minLength: 1 }).filter((key) => !/[`]/.test(key)),
      operator: fc.constantFrom("=", "!=", "LIKE", "ILIKE"),
      values: fc.tuple(values),
    });
    fc.assert(
      fc.property(fc.array(comparison, { maxLength: 5 }), (list) => {
        const text = list
          .map(
            ({ key, operator, values: [value = ""] }) =>
              `tags.\`${key}\` ${operator} '${value.replaceAll("'", "''")}'`,
          )
          .join(" AND ");
        expect(comparisons(text)).toEqual(list);
      }),
    );
  });

  test("of any text is parsed or refused, never more", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseFilter(text, runRules);
        expect("problem" in parsed || Array.isArray(parsed.comparisons)).toBe(true);
      }),
    );
  });
});

test("an order has keys and directions", () => {
  expect(
    parseOrder(["name DESC", " version_number ", "attribute.name asc"], versionOrderRules),
  ).toEqual({
    order: [
      { entity: "attribute", key: "name", descending: true },
      { entity: "attribute", key: "version_number", descending: false },
      { entity: "attribute", key: "name", descending: false },
    ],
  });
  expect(parseOrder(["name sideways"], versionOrderRules)).toHaveProperty("problem");
  expect(parseOrder(["tags.a"], versionOrderRules)).toHaveProperty("problem");
  expect(parseOrder(["name; DROP TABLE model"], versionOrderRules)).toHaveProperty("problem");
});
