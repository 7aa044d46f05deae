import { expect, test } from "vitest";
import { beginningOf, playwrightCounts, vitestCounts } from "../../workbench/counts.ts";

test("a failed test of Vitest is named with the beginning of its error", () => {
  const assertionResults = [
    { fullName: "adds", status: "passed", failureMessages: [] },
    {
      fullName: "divides",
      status: "failed",
      failureMessages: ["AssertionError: expected 1 to be 2\n    at divide.test.ts:4:3"],
    },
  ];
  const testResults = [
    { name: "/project/divide.test.ts", status: "failed", message: "", assertionResults },
  ];
  const report = JSON.stringify({ numPassedTests: 1, numFailedTests: 1, testResults });
  expect(vitestCounts(report)).toEqual({
    passed: 1,
    failed: 1,
    failures: [
      { title: "/project/divide.test.ts: divides", error: "AssertionError: expected 1 to be 2" },
    ],
  });
});

test("a file that Vitest could not load is named", () => {
  const broken = {
    name: "a.test.ts",
    status: "failed",
    message: "No such module",
    assertionResults: [],
  };
  const report = { numPassedTests: 0, numFailedTests: 0, testResults: [broken] };
  expect(vitestCounts(JSON.stringify(report)).failures).toEqual([
    { title: "a.test.ts", error: "No such module" },
  ]);
});

test("failed tests of Playwright are found in suites of suites, and errors outside of tests", () => {
  const results = [{ errors: [{ message: "\u001B[31mError: no row\u001B[39m\n\nexpected 2" }] }];
  const spec = (title: string, status: string): object => ({ title, tests: [{ status, results }] });
  const inner = { title: "Tree", specs: [spec("has rows", "unexpected")] };
  const outer = {
    title: "tree.spec.ts",
    specs: [spec("opens", "expected"), spec("closes", "flaky")],
    suites: [inner],
  };
  const stats = { expected: 1, unexpected: 1, flaky: 1 };
  const report = { stats, suites: [outer], errors: [{ message: "No browser" }] };
  expect(playwrightCounts(JSON.stringify(report))).toEqual({
    passed: 1,
    failed: 2,
    failures: [
      { title: "tree.spec.ts: closes", error: "Error: no row\nexpected 2" },
      { title: "tree.spec.ts: Tree: has rows", error: "Error: no row\nexpected 2" },
      { title: "outside of tests", error: "No browser" },
    ],
  });
});

test("an error without words is not nothing", () => {
  expect(beginningOf("\n    at a.ts:1:1")).toBe("no message");
});
