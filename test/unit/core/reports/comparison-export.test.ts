import { describe, expect, it } from "vitest";
import {
  ModelName,
  Sha256,
  Stage,
  VersionId,
  VersionNumber,
} from "../../../../src/core/model/ids.ts";
import { Recipe } from "../../../../src/core/model/recipe.ts";
import {
  comparisonCsv,
  comparisonMarkdown,
} from "../../../../src/core/reports/comparison-export.ts";
import { compareVersions, type Comparable } from "../../../../src/core/reports/comparison.ts";

const hash = (digit: string): Sha256 => Sha256.parse(digit.repeat(64));

function version(number: number, recipe: object, stage = "None"): Comparable {
  return {
    id: VersionId.parse(`0000000000000000000000000${number}`),
    model: ModelName.parse("fraud"),
    number: VersionNumber.parse(number),
    stage: Stage.parse(stage),
    digest: hash(String(number)),
    size: 2_100_000,
    recipe: Recipe.parse({
      metrics: {},
      parameters: {},
      datasets: [],
      sources: { metrics: [], parameters: [] },
      missing: [],
      ...recipe,
    }),
  };
}

function csv(...versions: Comparable[]): string[] {
  const comparison = compareVersions(versions, { baseline: 0, directions: {} });
  return comparisonCsv(versions, comparison).split("\r\n");
}

function markdown(...versions: Comparable[]): string[] {
  const comparison = compareVersions(versions, { baseline: 0, directions: {} });
  return comparisonMarkdown(versions, comparison, 0).split("\n");
}

/** The line of the parameter `p` when the first version has `value` for it. */
function parameterLine(lines: (...versions: Comparable[]) => string[], value: string): string {
  const text = lines(version(1, { parameters: { p: value } }), version(2, {})).join("\n");
  return /^(Parameters,p,|\| p \| )(.*)(,| \| {2}\|)$/ms.exec(text)?.[2] ?? "";
}

describe("a comparison as CSV", () => {
  it("has a column for each version and a line for each row, numbers in full precision", () => {
    const lines = csv(
      version(4, { metrics: { auc: 0.92945678 } }, "Production"),
      version(5, { metrics: { auc: 0.941, f1: 1e-7 }, parameters: { depth: 8 } }),
    );
    expect(lines.slice(0, 5)).toEqual([
      "section,name,fraud@4,fraud@5",
      "Stage,stage,Production,None",
      "Metrics,auc,0.92945678,0.941",
      "Metrics,f1,,1e-7",
      "Parameters,depth,,8",
    ]);
  });

  it("gives hashes whole and sizes in bytes", () => {
    const lines = csv(version(1, {}), version(2, {}));
    expect(lines).toContain(`Files,digest,${hash("1")},${hash("2")}`);
    expect(lines).toContain("Files,size,2100000,2100000");
  });

  it("ends every line with CRLF", () => {
    expect(csv(version(1, {}), version(2, {})).at(-1)).toBe("");
  });

  it.each([
    ["a,b", '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ["two\nlines", '"two\nlines"'],
    [" padded ", '" padded "'],
    ["plain", "plain"],
  ])("quotes %j as %j", (value, expected) => {
    expect(parameterLine(csv, value)).toBe(expected);
  });

  it.each([
    ["=1+1", "'=1+1"],
    ["+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
    ["-2+3", "'-2+3"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ["  =1", "'  =1"],
    ["＝1", "'＝1"],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
  ])("defuses the formula %j", (value, expected) => {
    expect(parameterLine(csv, value)).toBe(expected);
  });

  it.each(["-0.5", "+3", "-1e-7", ".5"])("leaves the number %s alone", (value) => {
    expect(parameterLine(csv, value)).toBe(value);
  });

  it("defuses names as well", () => {
    const lines = csv(version(1, { metrics: { "=x": 1 } }), version(2, {}));
    expect(lines[2]).toBe("Metrics,'=x,1,");
  });
});

describe("a comparison as Markdown", () => {
  it("shows metrics with their change, the best in bold, and marks the baseline", () => {
    const lines = markdown(
      version(4, { metrics: { auc: 0.929, loss: 0.2 } }, "Production"),
      version(5, { metrics: { auc: 0.941 } }, "Staging"),
    );
    expect(lines.slice(0, 4)).toEqual([
      "| Metrics | fraud@4 (Production, baseline) | fraud@5 (Staging) |",
      "| --- | ---: | ---: |",
      "| auc ↑ | 0.929 | **0.941** (+0.012) |",
      "| loss ↓ | **0.2** |  |",
    ]);
  });

  it("abbreviates hashes, gives sizes a unit and leaves out sections without rows", () => {
    const text = markdown(version(1, {}), version(2, {})).join("\n");
    expect(text).toBe(
      [
        "| Files | fraud@1 (None, baseline) | fraud@2 (None) |",
        "| --- | --- | --- |",
        "| digest | 111111111111 | 222222222222 |",
        "| size | 2.1 MB | 2.1 MB |",
        "",
      ].join("\n"),
    );
  });

  it("separates its tables by an empty line", () => {
    const lines = markdown(version(1, { metrics: { auc: 1 } }), version(2, {}));
    expect(lines[3]).toBe("");
    expect(lines[4]).toMatch(/^\| Files/);
  });

  it.each([
    ["a|b", "a\\|b"],
    ["a\\|b", "a\\\\\\|b"],
    ["two\r\nlines", "two lines"],
    ["<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"],
    ["![x](http://tracker)", "!\\[x\\](http://tracker)"],
    ["`code` *strong* ~~gone~~", "\\`code\\` \\*strong\\* \\~\\~gone\\~\\~"],
    ["max_depth", "max_depth"],
    ["_emphasis_", "\\_emphasis\\_"],
    ["&lt;", "&amp;lt;"],
  ])("escapes %j as %j", (value, expected) => {
    expect(parameterLine(markdown, value)).toBe(expected);
  });
});
