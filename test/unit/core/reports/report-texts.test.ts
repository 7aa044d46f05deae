import * as fc from "fast-check";
import { marked } from "marked";
import { describe, expect, it, test } from "vitest";
import { comparisonReportCsv } from "../../../../src/core/reports/comparison-csv.ts";
import { comparisonDocument } from "../../../../src/core/reports/comparison-document.ts";
import { comparisonReportData } from "../../../../src/core/reports/comparison-report.ts";
import { formatOfFile } from "../../../../src/core/reports/report-format.ts";
import { reportJson } from "../../../../src/core/reports/report-json.ts";
import { reportMarkdown } from "../../../../src/core/reports/report-markdown.ts";
import { fileNameOf, spanText } from "../../../../src/core/reports/report-texts.ts";
import { hostileReport } from "./any-report.ts";

test("as Markdown, text of others is neither a link, an image, a heading nor HTML", async () => {
  await fc.assert(
    fc.asyncProperty(hostileReport, async (report) => {
      const markdown = reportMarkdown(comparisonDocument(report));
      // An address that is shown may be a link to itself.
      const html = (await marked(markdown, { gfm: true })).replaceAll(
        /<a href="(?:https?:|mailto:)[^"]*">(?:https?:\/\/[^<]*|[^<]*@[^<]*)<\/a>/g,
        "",
      );
      expect(html).not.toMatch(/<(a|img|script|svg|style|del|code|blockquote|h3)\b(?!>[0-9a-f]+<)/);
      const heads = html.match(/<h2>/g) ?? [];
      expect(heads).toHaveLength(comparisonDocument(report).sections.length);
    }),
  );
});

test("as CSV, no cell is a formula, and each line has a cell for each version", () => {
  fc.assert(
    fc.property(hostileReport, (report) => {
      for (const fields of csvLines(comparisonReportCsv(report))) {
        expect(fields).toHaveLength(report.versions.length + 2);
        for (const field of fields) {
          expect(field).not.toMatch(/^\s*[=@]|^\s*[+-](?![\d.])/);
        }
      }
    }),
  );
});

test("as JSON, a report can be read back, and holds no character that takes over a terminal", () => {
  fc.assert(
    fc.property(hostileReport, (report) => {
      const data = comparisonReportData(report);
      const text = reportJson(data);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(data)));
      // eslint-disable-next-line no-control-regex -- what must not be there
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }),
  );
});

describe("texts", () => {
  it.each([
    ["2026-11-30T02:00:00Z", "2026-11-30T02:00:20Z", "less than a minute"],
    ["2026-11-30T02:00:00Z", "2026-11-30T02:12:20Z", "12 min"],
    ["2026-11-30T02:00:00Z", "2026-11-30T05:12:20Z", "3 h 12 min"],
    ["2026-11-28T01:00:00Z", "2026-11-30T05:12:20Z", "2 d 4 h"],
    ["2026-11-28T05:00:00Z", "2026-11-30T05:12:20Z", "2 d"],
  ])("the time from %s to %s is %s", (from, until, text) => {
    expect(spanText(from, until)).toBe(text);
  });

  it.each([
    ["fraud 5", "fraud-5"],
    ["team/fraud 5", "team-fraud-5"],
    ["../..", "report"],
    ["Größe 2", "Größe-2"],
  ])("%s is kept as a file named %s", (text, name) => {
    expect(fileNameOf(text)).toBe(name);
  });

  it("knows a format by the ending of a file", () => {
    expect(["a.html", "b.HTM", "c.markdown", "d.csv", "e"].map(formatOfFile)).toEqual([
      "html",
      "html",
      "md",
      "csv",
      undefined,
    ]);
  });
});

/** Reads CSV (RFC 4180). */
function csvLines(text: string): string[][] {
  const lines: string[][] = [[]];
  const fields = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  for (let found = fields.exec(text); found?.[0]; found = fields.exec(text)) {
    lines.at(-1)?.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
    if (found[3] === "\r\n") lines.push([]);
  }
  expect(lines.pop()).toEqual([]);
  return lines;
}
