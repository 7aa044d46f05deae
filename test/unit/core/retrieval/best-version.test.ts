import { describe, expect, it, test } from "vitest";
import { ModelName, Stage, VersionNumber } from "../../../../src/core/model/ids.ts";
import { defaultPolicy } from "../../../../src/core/model/policy.ts";
import { RegistryError } from "../../../../src/core/refusals/refusal.ts";
import { parseBestReference, rankByMetric } from "../../../../src/core/retrieval/best-version.ts";
import type { Version } from "../../../../src/core/state/version.ts";
import { worded, type WordedRefusal } from "../../support/refusal.ts";

const model = ModelName.parse("fraud");

function versions(...metrics: readonly Readonly<Record<string, number>>[]): Version[] {
  return metrics.map((each, index) => version(index + 1, each));
}

function version(number: number, metrics: Version["metrics"], stage = "None"): Version {
  const known = { model, number: VersionNumber.parse(number), stage: Stage.parse(stage), metrics };
  return known as Version;
}

function order(of: readonly Version[], metric: string, better?: "higher" | "lower"): number[] {
  const question = { metric, ...(better && { better }) };
  return rankByMetric(defaultPolicy, model, of, question).versions.map(({ number }) => number);
}

function refused(of: readonly Version[], metric: string): WordedRefusal {
  try {
    order(of, metric);
  } catch (error) {
    if (error instanceof RegistryError) return worded(error.refusal);
    throw error;
  }
  throw new Error("it was not refused");
}

describe("rankByMetric", () => {
  it("goes by the direction that the name tells, or that is given", () => {
    const all = versions({ auc: 0.8, rmse: 3 }, { auc: 0.9, rmse: 2 }, { auc: 0.7, rmse: 5 });
    expect(order(all, "auc")).toEqual([2, 1, 3]);
    expect(order(all, "rmse")).toEqual([2, 1, 3]);
    expect(order(all, "rmse", "higher")).toEqual([3, 1, 2]);
  });

  it("counts only versions with the metric, and of equal ones the newest first", () => {
    expect(order(versions({ auc: 0.5 }, { loss: 0 }, { auc: 0.5 }, { auc: 0 }), "auc")).toEqual([
      3, 1, 4,
    ]);
  });

  it("leaves rejected versions out, archived ones in", () => {
    const rejected = version(1, { auc: 0.99 }, "Rejected");
    const archived = version(2, { auc: 0.9 }, "Archived");
    expect(order([rejected, archived, version(3, { auc: 0.8 })], "auc")).toEqual([2, 3]);
    expect(refused([rejected], "auc").message).toMatch(/^No version of fraud that is not rejected/);
  });

  it("finds a metric without its split, but never takes one of training for it", () => {
    const all = versions({ "test.auc": 0.8, "train.auc": 0.99 }, { "test.auc": 0.9 });
    expect(order(all, "auc")).toEqual([2, 1]);
    expect(order(all, "train.auc")).toEqual([1]);
    expect(refused(versions({ train_auc: 1 }), "auc").wayOut).toBe("They have train_auc.");
  });

  it("asks which metric is meant, or which direction is better", () => {
    expect(refused(versions({ "test.auc": 1, "val.auc": 1 }), "auc").wayOut).toBe(
      "Name one of test.auc, val.auc.",
    );
    expect(refused(versions({ "it's": 1 }), "it's").wayOut).toContain(
      "“model-registry best fraud --metric 'it'\\''s' --max”",
    );
    expect(refused(versions({}), "auc").wayOut).toMatch(/^Register one with/);
    // What every object has is no metric.
    expect(refused(versions({ auc: 1 }), "constructor").wayOut).toBe("They have auc.");
  });
});

test.each([
  ["fraud@best:auc", { model: "fraud", metric: "auc" }],
  ["fraud@Best: recall@5 ", { model: "fraud", metric: "recall@5" }],
  ["fraud@best", undefined],
  ["fraud@best:", undefined],
  ["best:auc", undefined],
])("%s asks for the best version or not", (text, parsed) => {
  expect(parseBestReference(text)).toEqual(parsed);
});
