import fc from "fast-check";
import { expect, test } from "vitest";
import { ModelName, Stage, VersionId, VersionNumber } from "../../../../src/core/model/ids.ts";
import { defaultPolicy } from "../../../../src/core/model/policy.ts";
import { bestValue, type MetricValue } from "../../../../src/core/retrieval/best-value.ts";
import { rankByMetric } from "../../../../src/core/retrieval/best-version.ts";

const stages = ["None", "Production", "Rejected"].map((stage) => Stage.parse(stage));

const versions = fc
  .array(
    fc.record({
      stage: fc.constantFrom(...stages),
      value: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
    }),
    { maxLength: 12 },
  )
  .map((all) =>
    all.map(({ stage, value }, index): MetricValue => ({
      id: VersionId.parse(`01ARZ3NDEKTSV4RRFFQ69G${String(index).padStart(4, "0")}`),
      number: VersionNumber.parse(index + 1),
      stage,
      ...(value !== undefined && { value }),
    })),
  );

test("the best value is the one that ranking all versions finds first", () => {
  fc.assert(
    fc.property(versions, fc.constantFrom("auc", "loss"), (values, metric) => {
      const best = bestValue(defaultPolicy, metric, values);
      const isMeasured = values.some(
        ({ stage, value }) => value !== undefined && stage !== "Rejected",
      );
      if (!isMeasured) {
        expect(best).toBeUndefined();
        return;
      }
      const ranked = rankByMetric(
        defaultPolicy,
        ModelName.parse("fraud"),
        values.map(({ value, ...version }) => ({
          ...version,
          metrics: value === undefined ? {} : { [metric]: value },
        })),
        { metric },
      );
      const [first, ...others] = ranked.versions;
      expect(best).toEqual({
        version: first?.id,
        number: first?.number,
        value: first?.metrics[metric],
        ties: others
          .filter(({ metrics }) => metrics[metric] === first?.metrics[metric])
          .map(({ number }) => number),
        unmeasured: ranked.unmeasured,
      });
    }),
  );
});

test("nothing is best by a metric of which no direction is known", () => {
  const id = VersionId.parse("01ARZ3NDEKTSV4RRFFQ69G0000");
  const value = { id, number: VersionNumber.parse(1), stage: stages[0]!, value: 1 };
  expect(bestValue(defaultPolicy, "something", [value])).toBeUndefined();
});
