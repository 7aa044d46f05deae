import { expect, test } from "vitest";
import {
  metricsAndTagsText,
  readMetricsAndTags,
} from "../../../../src/core/metrics/metrics-and-tags.ts";

test("metrics and tags are read from one line, and written as one", () => {
  expect(readMetricsAndTags(" ")).toEqual({ metrics: [], tags: {} });
  const read = readMetricsAndTags("auc = 0.94,test.loss=1e-3, #reviewed , #team=risk and fraud,");
  expect(read).toEqual({
    metrics: [
      ["auc", "0.94"],
      ["test.loss", "1e-3"],
    ],
    tags: { reviewed: "", team: "risk and fraud" },
  });
  if (typeof read === "string") throw new Error(read);
  expect(metricsAndTagsText(read)).toBe(
    "auc=0.94, test.loss=1e-3, #reviewed, #team=risk and fraud",
  );
});

test.each([
  ["auc", "“auc” is not a metric: enter a name and a number, such as auc=0.94, or #auc for a tag."],
  ["team=risk", "“team=risk” is not a metric"],
  ["auc=NaN", "“auc=NaN” is not a metric"],
  ["auc=", "“auc=” is not a metric"],
  ["=1", "“=1” has no name."],
  ["#", "“#” has no name."],
  ["auc=1, auc=2", "auc is given twice."],
  ["#a, #a=1", "a is given twice."],
  [`${"n".repeat(251)}=1`, "Names have at most 250 characters."],
])("%s is refused with what to write", (text, problem) => {
  expect(readMetricsAndTags(text)).toMatch(
    new RegExp(`^${problem.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}`),
  );
});
