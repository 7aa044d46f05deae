import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { comparisonDocument } from "../../../../src/core/reports/comparison-document.ts";
import { reportHtml, withoutInlineStyle } from "../../../../src/core/reports/report-html.ts";
import { comparisonOf, hostileReport, reportedVersion } from "./any-report.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("base64");

/** Elements that a report may have; nothing else, and escaped text. */
const elements =
  /^(html|head|meta|title|body|header|main|footer|section|h1|h2|p|div|dl|dt|dd|ul|ol|li|table|caption|thead|tbody|tr|th|td|span|strong|code|details|summary|time|blockquote)$/;
const attributes =
  /^(lang|charset|content|http-equiv|name|class|role|aria-label|tabindex|scope|datetime)$/;

/** Reads a document of a strict form of HTML, and returns the names of its elements in order. */
function elementsOf(html: string): string[] {
  const style = /<style>[^<]*<\/style>/.exec(html);
  const rest = html.replace("<!doctype html>", "").replace(style?.[0] ?? "", "");
  const names: string[] = [];
  const open: string[] = [];
  const left = rest.replace(
    /<(\/?)([a-z0-9]+)((?: [a-z-]+="[^"<>]*")*)>/g,
    (_, end: string, name: string, given: string) => {
      expect(name).toMatch(elements);
      for (const [, attribute] of given.matchAll(/ ([a-z-]+)="/g)) {
        expect(attribute).toMatch(attributes);
      }
      if (end) expect(open.pop()).toBe(name);
      else if (name !== "meta") open.push(name);
      names.push(name);
      return "";
    },
  );
  expect(open).toEqual([]);
  expect(left).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot|#39);)/);
  return names;
}

test("no text of others becomes markup, whatever it is", () => {
  fc.assert(
    fc.property(hostileReport, (report) => {
      const html = reportHtml(comparisonDocument(report), sha256);
      expect(elementsOf(html)).toContain("table");
      // eslint-disable-next-line no-control-regex -- what must not be there
      expect(html).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/);
    }),
  );
});

test("the content security policy admits the style sheet of the file and nothing else", () => {
  const html = reportHtml(comparisonDocument(comparisonOf(reportedVersion(1))), sha256);
  const [, style = ""] = /<style>([^<]*)<\/style>/.exec(html) ?? [];
  const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
  expect(policy).toBe(
    `default-src 'none'; style-src 'sha256-${sha256(style)}'; base-uri 'none'; form-action 'none'`,
  );
  expect(html).not.toMatch(/ style=|url\(|@import|https?:/);
});

test("what differs stands first, what is equal is folded", () => {
  const html = reportHtml(
    comparisonDocument(
      comparisonOf(
        reportedVersion(1, { metrics: { auc: 0.9, f1: 0.5 }, parameters: { depth: 3, seed: 1 } }),
        reportedVersion(2, { metrics: { auc: 0.95, f1: 0.5 }, parameters: { depth: 4, seed: 1 } }),
      ),
    ),
    sha256,
  );
  expect(html).toContain("fraud 2: auc 0.95, +0.05, better; 1 of 2 metrics better, 1 equal");
  expect(html).toMatch(
    /<th scope="row">auc <span class="note">higher is better<\/span><\/th>.*<strong><span class="value">0\.95<\/span><\/strong> <span class="good">\+0\.05 better<\/span>/,
  );
  const [, folded = ""] = /<h2>Parameters<\/h2>[^]*?<details>([^]*?)<\/details>/.exec(html) ?? [];
  expect(folded).toContain("<summary>1 row equal in all versions</summary>");
  expect(folded).toContain("seed");
  expect(folded).not.toContain("depth");
});

test("a comparison that is too wide for paper is printed in parts, each with the baseline", () => {
  const versions = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) =>
    reportedVersion(number, { metrics: { auc: number / 10 } }),
  );
  const html = reportHtml(comparisonDocument(comparisonOf(...versions)), sha256);
  const [, metrics = ""] = /<h2>Metrics<\/h2>([^]*?)<\/section>/.exec(html) ?? [];
  const [screen = "", paper = ""] = metrics.split('<div class="on-paper">');
  const headings = (part: string): readonly string[] =>
    Array.from(part.matchAll(/<th scope="col"[^>]*>([^<]*)/g), ([, title = ""]) => title);
  const title = (number: number): string => `Version ${number}`;
  expect(headings(screen)).toEqual(["Metric", ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map(title)]);
  expect(headings(paper)).toEqual([
    ...["Metric", ...[1, 2, 3, 4, 5, 6].map(title)],
    ...["Metric", ...[1, 7, 8, 9].map(title)],
  ]);
  for (const number of [2, 6, 7, 9]) expect(paper).toContain(`<span class="value">0.${number}`);
});

test("versions beyond those of the summary are counted", () => {
  const versions = Array.from({ length: 13 }, (_, index) =>
    reportedVersion((index % 9) + 1, { metrics: { auc: index } }),
  );
  const html = reportHtml(comparisonDocument(comparisonOf(...versions)), sha256);
  expect(html).toContain("<li>2 more versions: see the tables.</li>");
});

test("a report on one version says all of it and compares nothing", () => {
  const html = reportHtml(
    comparisonDocument(
      comparisonOf(
        reportedVersion(5, { metrics: { auc: 0.9 } }, { annotations: { description: "A forest" } }),
      ),
    ),
    sha256,
  );
  expect(html).toContain('<p class="kind">Version report</p>\n<h1>fraud 5</h1>');
  expect(html).toContain("<p>A forest</p>");
  expect(html).not.toContain("baseline");
  expect(html).not.toContain("<details>");
});

test("inline styles of a drawing become attributes, as the policy admits no style", () => {
  const svg = `<text style="font-size:12px;font-family:&quot;A &amp; B&quot;, sans-serif;cursor:x;" x="1">a</text>`;
  expect(String(withoutInlineStyle(svg))).toBe(
    `<text font-size="12px" font-family="&quot;A &amp; B&quot;, sans-serif" x="1">a</text>`,
  );
});
