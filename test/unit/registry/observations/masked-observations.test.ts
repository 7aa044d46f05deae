import { expect, test } from "vitest";
import { VersionId } from "../../../../src/core/model/ids.ts";
import { observationOf } from "../../../../src/registry/observations/given-observation.ts";

test("texts of an observation hold no credentials", () => {
  const about = { at: 1, version: VersionId.parse("01JXAMPXE00000000000000000") };
  const given = {
    metrics: { latency: 3 },
    request: "https://ada:open-sesame-1@example.org/score",
    source: "scorer",
  };
  expect(observationOf(given, about)).toEqual({
    ...about,
    metrics: { latency: 3 },
    request: "https://***@example.org/score",
    source: "scorer",
  });
});
