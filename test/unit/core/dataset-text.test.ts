import fc from "fast-check";
import { expect, test } from "vitest";
import { parseNamedData } from "../../../src/core/model/data/dataset-text.ts";
import { datasetNotes } from "../../../src/core/model/data/dataset.ts";

const sha256 = "ab".repeat(32);

test.each([
  ["data/train.csv", { place: "data/train.csv" }],
  ["s3://bucket/a.csv", { place: "s3://bucket/a.csv" }],
  ["labels=s3://bucket/a.csv", { name: "labels", place: "s3://bucket/a.csv" }],
  ["labels@7=data/labels.csv", { name: "labels", version: "7", place: "data/labels.csv" }],
  [
    `labels@v2.1.0=https://h/a?x=1#sha256:${sha256}`,
    { name: "labels", version: "v2.1.0", place: "https://h/a?x=1", digests: { sha256 } },
  ],
  [`data/a.csv#md5:${"0".repeat(32)}`, { place: "data/a.csv", digests: { md5: "0".repeat(32) } }],
  ["squad=hf://datasets/squad", { name: "squad", place: "hf://datasets/squad" }],
  // Partitions, parameters and fragments are parts of the place.
  ["data/year=2024/x.csv", { place: "data/year=2024/x.csv" }],
  ["s3://b/k?versionId=3", { place: "s3://b/k?versionId=3" }],
  ["https://h/page#section:ab", { place: "https://h/page#section:ab" }],
  ["labels=", undefined],
  ["", undefined],
])("%s", (text, parsed) => {
  expect(parseNamedData(text)).toEqual(parsed);
});

test("any text is parsed, and a name is not part of the place", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const parsed = parseNamedData(text);
      if (parsed?.name === undefined) return;
      expect(text).toContain(parsed.place);
      expect(parsed.name).not.toMatch(/[=/\\:#@]/);
    }),
  );
});

test("notes say what the place doesn't", () => {
  const digests = {};
  expect(datasetNotes({ name: "a.csv", path: "data/a.csv", digests })).toEqual([]);
  expect(datasetNotes({ name: "a.csv", version: "7", uri: "s3://b/a.csv", digests })).toEqual([
    "version 7",
  ]);
  expect(datasetNotes({ name: "labels", version: "7", path: "data/a.csv", digests })).toEqual([
    "labels@7",
  ]);
});
