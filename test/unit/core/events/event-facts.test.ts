import { expect, test } from "vitest";
import { eventFacts, type EventFact } from "../../../../src/core/events/event-facts.ts";
import type { RegistryEvent } from "../../../../src/core/events/event.ts";
import { ModelName, Stage, VersionId } from "../../../../src/core/model/ids.ts";
import { Alias, TagKey } from "../../../../src/core/model/markings.ts";

const model = ModelName.parse("fraud");
const four = VersionId.parse("01ARZ3NDEKTSV4RRFFQ69G5FA4");
const five = VersionId.parse("01ARZ3NDEKTSV4RRFFQ69G5FA5");
const names = new Map([
  [four, "fraud 4"],
  [five, "fraud 5"],
]);
const stamp = {
  id: five,
  at: "2026-11-20T10:00:00.000Z",
  actor: { name: "Ada" },
};

/** Facts of an event's type and data, as paths and texts. */
function facts(type: string, data: unknown): Readonly<Record<string, string>> {
  const event = { ...stamp, type, v: 1, data } as unknown as RegistryEvent;
  const flat = (all: readonly EventFact[], path: string): readonly (readonly [string, string])[] =>
    all.flatMap(({ name, text, facts: within }) =>
      within ? flat(within, `${path}${name} / `) : [[`${path}${name}`, text ?? ""] as const],
    );
  return Object.fromEntries(
    flat(
      eventFacts(event, (id) => names.get(id) ?? "?"),
      "",
    ),
  );
}

test("a transition names versions, stages and checks in words", () => {
  expect(
    facts("version.transitioned", {
      model,
      version: five,
      from: Stage.parse("Staging"),
      to: Stage.parse("Production"),
      displaces: { versions: [four], to: "Archived" },
      forced: true,
      gates: [
        { rule: "metric", subject: "auc", required: "at least 0.9", actual: "0.87", passed: false },
      ],
    }),
  ).toEqual({
    Model: "fraud",
    Version: "fraud 5",
    From: "Staging",
    To: "Production",
    "Replaced / Versions": "fraud 4",
    "Replaced / To": "Archived",
    Forced: "yes",
    "Checks / auc / Rule": "metric",
    "Checks / auc / Required": "at least 0.9",
    "Checks / auc / Actual": "0.87",
    "Checks / auc / Passed": "no",
  });
});

test("a registration keeps the names that people gave, and digits that a double would lose", () => {
  expect(
    facts("version.registered", {
      labelReason: "minor, since 1.2.0",
      digest: "ab".repeat(32),
      artifacts: [{ path: "model.pkl", role: "model", size: 2_100_000 }],
      recipe: {
        metrics: { testAuc: 0.93, "val.size": 12 },
        parameters: { seed: { kind: "integer", text: "9007199254740993" }, none: null },
        datasets: [],
        featureSets: {},
        sources: { metrics: ["metrics.json", "more.json"] },
      },
      parents: [{ relation: "finetuned-from", version: four }],
    }),
  ).toEqual({
    "Reason for the label": "minor, since 1.2.0",
    "Digest (SHA-256)": "ab".repeat(32),
    "Files / model.pkl / Role": "model",
    "Files / model.pkl / Size": "2.1 MB (2,100,000 bytes)",
    "Recipe / Metrics / testAuc": "0.93",
    "Recipe / Metrics / val.size": "12",
    "Recipe / Parameters / seed": "9007199254740993",
    "Recipe / Parameters / none": "none",
    "Recipe / Datasets": "none",
    "Recipe / Feature sets": "none",
    "Recipe / Sources / Metrics": "metrics.json\nmore.json",
    "Made from / finetuned-from / Version": "fraud 4",
  });
});

test("texts are whole; ids are versions only where an event means one", () => {
  const long = "x".repeat(4000);
  expect(
    facts("annotations.changed", {
      model,
      changes: [{ field: "known-issues", from: "none so far", to: long }],
    }),
  ).toEqual({ Model: "fraud", "Known issues / Before": "none so far", "Known issues / Now": long });
  expect(
    facts("alias.set", { model, alias: Alias.parse("champion"), version: five, previous: four }),
  ).toEqual({ Model: "fraud", Alias: "champion", Version: "fraud 5", Before: "fraud 4" });
  expect(
    facts("tag.set", { model, key: TagKey.parse("twin"), value: "1", previous: four }),
  ).toEqual({ Model: "fraud", Tag: "twin", Value: "1", Before: four });
});

test("what a newer release recorded is shown as it is", () => {
  expect(
    facts("unknown", {
      version: five,
      deep: [{ a: 1, b: [true] }, 7],
      kind: { kind: "integer", text: "1", more: 2 },
    }),
  ).toEqual({
    Version: five,
    "Deep / 1 / A": "1",
    "Deep / 1 / B": "yes",
    "Deep / 2 / Value": "7",
    "Kind / Kind": "integer",
    "Kind / Text": "1",
    "Kind / More": "2",
  });
  expect(facts("unknown", "only a text")).toEqual({ Value: "only a text" });
});
