/** The language of searches: what is printed is read as the same, and a mistake is shown in its place. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseQuery } from "../../../../src/core/query/parse-query.ts";
import { printQuery } from "../../../../src/core/query/print-query.ts";
import type { Query } from "../../../../src/core/query/query.ts";
import { anyQuery } from "../../support/any-query.ts";

function read(text: string): Query {
  const parsed = parseQuery(text);
  if ("problem" in parsed) throw new Error(`${text}: ${parsed.problem.message}`);
  return parsed.query;
}

/** The mistake, with the part of the text that it is about between brackets. */
function mistake(text: string): string {
  const parsed = parseQuery(text);
  if (!("problem" in parsed)) return "no mistake";
  const { from, to, message, suggestions } = parsed.problem;
  const marked = `${text.slice(0, from)}[${text.slice(from, to)}]${text.slice(to)}`;
  return [`${marked}: ${message}`, ...suggestions].join(" | ");
}

test("a query that was printed is read as the same", () => {
  fc.assert(
    fc.property(anyQuery(), (query) => {
      expect(read(printQuery(query))).toEqual(query);
    }),
    { numRuns: 2000 },
  );
});

test("any text is a query or has a mistake at a place of the text", () => {
  const pieces = fc.constantFrom(
    ..."stage = ( ) , \" ' ` ! < >= != and or not in has order by limit asc desc metrics.auc params. tag. 0.9 é 👍 \\".split(
      " ",
    ),
    " ",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(" ")),
  );
  fc.assert(
    fc.property(text, (written) => {
      const parsed = parseQuery(written);
      if ("problem" in parsed) {
        const { from, to, message } = parsed.problem;
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeGreaterThanOrEqual(from);
        expect(written.length).toBeGreaterThanOrEqual(to);
        expect(message).not.toMatch(/\.$/);
      } else {
        expect(read(printQuery(parsed.query))).toEqual(parsed.query);
      }
    }),
    { numRuns: 3000 },
  );
});

test("the query of the manual is read", () => {
  const text =
    'model = "fraud*" and metrics.test.auc > 0.9 and params.max_depth <= 5 and tag.team = "risk" and stage in (Production, Staging) and dataset.sha256 = "ab12…" and framework = onnx and registered > 2026-01-01 order by metrics.test.auc desc limit 20';
  expect(printQuery(read(text))).toBe(
    "model = fraud* and metrics.test.auc > 0.9 and params.max_depth <= 5 and tag.team = risk and stage in (Production, Staging) and dataset.sha256 = ab12… and framework = onnx and registered > 2026-01-01 order by metrics.test.auc desc limit 20",
  );
});

test.each([
  ["a b or not c", "a and b or not c"],
  ["a AND (b Or c)", "a and (b or c)"],
  ["(a and b) and c", "a and b and c"],
  ["not (a b)", "not (a and b)"],
  ["Stage IN (Staging)", "stage = Staging"],
  ["stage not in ('x y', z)", 'stage not in ("x y", z)'],
  ["metrics.`f1 score`>=0.5", "metrics.`f1 score` >= 0.5"],
  ["PARAM.C==1", "params.C = 1"],
  ["license <> mit", "licence != mit"],
  ["tags.team = 'fraud' git_commit = 3c2e986", "tag.team = fraud and commit = 3c2e986"],
  ["compliance = gdpr*", "notes.compliance = gdpr*"],
  ["order by registered asc, version DESC", "order by registered, version desc"],
  ["limit 3", "limit 3"],
  ["  ", ""],
  ['"limit" "order"', '"limit" and "order"'],
  ["has metrics.auc", "has metrics.auc"],
  ["age<30d size>1.5GiB", "age < 30d and size > 1.5GiB"],
  ["a`b``c`", `"ab\`c"`],
])("%s is read as %s", (text, printed) => {
  expect(printQuery(read(text))).toBe(printed);
});

test.each([
  ["metrcs.auc > 0.9", "[metrcs.auc] > 0.9: “metrcs.auc” is not a key | metrics.auc"],
  ["auc > 0.9", "[auc] > 0.9: “auc” is not a key | metrics.auc | params.auc | tag.auc"],
  ["stge = x", "[stge] = x: “stge” is not a key | stage"],
  ["metrics > 0.9", "[metrics] > 0.9: “metrics” needs a name, such as metrics.test.auc"],
  [
    "metrics.auc > high",
    "metrics.auc > [high]: “high” is no value for metrics.auc: a number is expected, such as 0.9",
  ],
  ["metrics.auc >", "metrics.auc >[]: A value for metrics.auc is expected"],
  [
    "params.opt > adam",
    "params.opt > [adam]: “adam” is no value for params.opt: only numbers are less or greater, such as 5",
  ],
  ["stage > Staging", "stage [>] Staging: “stage” has no order: compare it with = or != | = | !="],
  [
    "registered > 2026-02-30",
    "registered > [2026-02-30]: “2026-02-30” is no value for registered: a date is expected, such as 2026-01-31 or 2026-01-31T09:30",
  ],
  [
    "sha256 = xyz1",
    "sha256 = [xyz1]: “xyz1” is no value for sha256: at least four hexadecimal digits are expected",
  ],
  ["size > big", "size > [big]: “big” is no value for size: a size is expected, such as 20MB"],
  [
    "age < soon",
    "age < [soon]: “soon” is no value for age: a duration is expected, such as 12h, 30d or 6mo",
  ],
  ["a and", "a and[]: A condition is expected"],
  [
    "and a",
    '[and] a: A condition is expected before “and”; as a text to look for it stands in quotes | "and"',
  ],
  ["(a", "(a[]: The parenthesis is not closed"],
  ["a)", "a[)]: This parenthesis was not opened"],
  ["= 3", "[=] 3: A key stands before “=”, such as metrics.auc"],
  ['"stage" = x', '["stage"] = x: A key stands before “=”, without quotes'],
  ['stage = "x', 'stage = ["x]: The closing quote is missing'],
  [
    "stage = not",
    'stage = [not]: A value for stage is expected; “not” as a value stands in quotes | "not"',
  ],
  [
    "stage in Staging",
    "stage in [Staging]: Values in parentheses are expected, such as (Staging, Production)",
  ],
  ["stage in (a b)", "stage in (a [b]): The parenthesis is not closed"],
  ["order by alias", "order by [alias]: A version may have several of “alias”: sort by another"],
  ["limit 0", "limit [0]: A number from 1 to 999999 is expected"],
  ["limit 5 a", "limit 5 [a]: “a” can’t stand here"],
  ["a ! b", "a [!] b: “!” can’t stand here"],
  ['""', '[""]: The text to look for is empty'],
])("%s has a mistake in its place", (text, expected) => {
  expect(mistake(text)).toBe(expected);
});

test("a query has an end to its length, its conditions and its depth", () => {
  expect(mistake("a ".repeat(6000))).toContain("at most 10000 characters");
  expect(mistake("a ".repeat(201))).toContain("at most 200 conditions");
  expect(mistake(`stage in (${Array(300).fill("a").join()})`)).toContain("at most 200 conditions");
  expect(mistake("(".repeat(200))).toContain("nested too deep");
  expect(mistake("not ".repeat(200))).toContain("nested too deep");
});
