import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { EventBody } from "../../../src/core/events/event.ts";
import {
  auditFilter,
  auditQuery,
  AuditPageState,
  dayInQuestion,
  endOfDay,
  eventKinds,
} from "../../../webview/audit/state.ts";

const state = (fields: object): AuditPageState => AuditPageState.parse(fields);

// The days of a calendar, not those of UTC; and one of 23 hours among them.
beforeEach(() => {
  vi.stubEnv("TZ", "Europe/Berlin");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test("every kind of event can be asked for, and each by one kind only", () => {
  const beginnings = Object.keys(eventKinds()).filter((kind) => kind !== "");
  for (const option of EventBody.options) {
    const type = option.unwrap().unwrap().shape.type.value;
    expect(beginnings.filter((kind) => type.startsWith(kind))).toHaveLength(1);
  }
  for (const kind of beginnings) {
    expect(
      EventBody.options.some((each) => each.unwrap().unwrap().shape.type.value.startsWith(kind)),
    ).toBe(true);
  }
});

test("empty fields ask for everything, newest first", () => {
  expect(auditQuery(state({}))).toEqual({
    filter: {},
    order: { column: "time", descending: true },
    limit: 1000,
  });
});

test("each field asks for what it says: text, model, version, person, kind", () => {
  const fields = { text: " smoke ", model: "fraud", number: "4", actor: " Mira ", kind: "tag." };
  expect(auditFilter(state(fields))).toEqual({
    text: " smoke ",
    model: "fraud",
    number: 4,
    actor: "Mira",
    kind: "tag.",
  });
  // A version belongs to a model, and half a number is none.
  expect(auditFilter(state({ number: "4" }))).toEqual({});
  expect(auditFilter(state({ model: "fraud", number: "4x" }))).toEqual({ model: "fraud" });
});

test("both days are included, as the person's calendar has them", () => {
  expect(auditFilter(state({ from: "2026-03-28", to: "2026-03-29" }))).toEqual({
    since: "2026-03-27T23:00:00.000Z",
    until: "2026-03-29T22:00:00.000Z",
  });
  expect(endOfDay("2026-03-29")).toBe("2026-03-29T21:59:59.999Z");
});

test("the day that is asked about is today until a person chooses one", () => {
  const lateInBerlin = new Date("2026-03-28T23:30:00.000Z");
  expect(dayInQuestion({ day: "" }, lateInBerlin)).toBe("2026-03-29");
  expect(dayInQuestion({ day: "2025-01-02" }, lateInBerlin)).toBe("2025-01-02");
});
