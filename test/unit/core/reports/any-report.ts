import * as fc from "fast-check";
import {
  ModelName,
  Sha256,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../../../../src/core/model/ids.ts";
import { Recipe } from "../../../../src/core/model/recipe.ts";
import type {
  ComparisonReport,
  ReportedVersion,
} from "../../../../src/core/reports/comparison-report.ts";
import { compareVersions } from "../../../../src/core/reports/comparison.ts";

export const at = Timestamp.parse("2026-11-30T02:40:00.000Z");

/** A version with what a test says of it. */
export function reportedVersion(
  number: number,
  recipe: object = {},
  rest: Partial<ReportedVersion> = {},
): ReportedVersion {
  return {
    id: VersionId.parse(`0000000000000000000000000${number}`),
    model: ModelName.parse("fraud"),
    number: VersionNumber.parse(number),
    stage: Stage.parse("None"),
    stageSince: at,
    registeredAt: at,
    registeredBy: { name: "Ada", email: "ada@example.org" },
    digest: Sha256.parse(String(number).repeat(64)),
    size: 2_100_000,
    tags: {},
    annotations: {},
    recipe: Recipe.parse({
      metrics: {},
      parameters: {},
      datasets: [],
      sources: { metrics: [], parameters: [] },
      missing: [],
      ...recipe,
    }),
    ...rest,
  };
}

/** A report on these versions, the first as the baseline. */
export function comparisonOf(...versions: readonly ReportedVersion[]): ComparisonReport {
  return {
    madeAt: at,
    folder: "project",
    versions,
    baseline: 0,
    comparison: compareVersions(versions, { baseline: 0, directions: {} }),
  };
}

/** Text as somebody would write it who wants more than a text. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><script>",
    "]]><svg/onload=x>",
    "&lt;b&gt; &amp;",
    "[link](javascript:alert(1))",
    "![](http://example.org/x.png)",
    "| a | b |\n|---|---|",
    "# heading\n- item\n> quote",
    "`code` **bold** _em_ ~~del~~ $x$",
    '=HYPERLINK("http://example.org")',
    "+1+1",
    "@SUM(A1)",
    "\u202Eevil\u0007\u001B[31m",
    "</details>",
  ),
  fc.string({ minLength: 1, unit: "grapheme" }),
);

/** Reports of which every text that people choose is hostile. */
export const hostileReport: fc.Arbitrary<ComparisonReport> = fc
  .array(fc.tuple(hostileText, hostileText, hostileText, hostileText), {
    minLength: 1,
    maxLength: 3,
  })
  .map((texts) => ({
    ...comparisonOf(
      ...texts.map(([a, b, c, d], index) =>
        reportedVersion(
          index + 1,
          {
            metrics: { [a.slice(0, 250)]: index / 3 },
            parameters: { [b.slice(0, 250)]: c, same: d },
            environment: { source: a, packages: { [b.slice(0, 250)]: c.slice(0, 250) } },
            command: { line: d },
            otherMetadata: { [a.slice(0, 100)]: b },
            datasets: [{ name: c.slice(0, 250), path: d, digests: {}, version: a.slice(0, 250) }],
          },
          {
            tags: { [a]: b },
            annotations: { description: c, changelog: d, "known-issues": a },
            registeredBy: { name: b, email: c },
          },
        ),
      ),
    ),
    folder: texts[0]?.[0] ?? "",
    gates: {
      stage: Stage.parse("Production"),
      checks: texts.map(([a, b, c], index) => [
        { rule: "tag", subject: a, required: b, actual: c, passed: index % 2 === 0 },
      ]),
    },
  }));
