import { expect, test } from "vitest";
import { parseMoment } from "../../../../../src/core/model/data/parse-moment.ts";

test.each([
  ["2024-02-29", "2024-02-29T00:00:00.000Z"],
  ["2026-03-31T09:30", "2026-03-31T09:30:00.000Z"],
  ["2026-03-31T09:30:15Z", "2026-03-31T09:30:15.000Z"],
  ["2026-03-31 09:30:15.123456", "2026-03-31T09:30:15.123Z"],
  ["2026-03-31T00:30:00+05:30", "2026-03-30T19:00:00.000Z"],
])("%s is %s", (text, moment) => {
  expect(parseMoment(text)).toBe(moment);
});

test("a day may stand for its end", () => {
  expect(parseMoment("2026-04-30", "end")).toBe("2026-04-30T23:59:59.999Z");
});

test.each([
  "2026-02-29",
  "2026-04-31T10:00Z",
  "2026-13-01",
  "2026-00-10",
  "2026-01-01T25:00",
  "2026-01-01T10:61Z",
  "2026-1-1",
  "yesterday",
  "",
])("%s is no moment of any calendar", (text) => {
  expect(parseMoment(text)).toBeUndefined();
});
