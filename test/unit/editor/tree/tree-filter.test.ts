import { describe, expect, it } from "vitest";
import { Stage } from "../../../../src/core/model/ids.ts";
import { defaultPolicy } from "../../../../src/core/model/policy.ts";
import {
  filterProblem,
  matchesModel,
  matchesStage,
  parseTreeFilter,
} from "../../../../src/editor/tree/tree-filter.ts";

const staging = Stage.parse("Staging");
const production = Stage.parse("Production");

describe("the filter of the tree", () => {
  it("takes stages by their names, in any case, and the rest as parts of a model's name", () => {
    const filter = parseTreeFilter(defaultPolicy, "  Fraud STAGING v2 ");
    expect(filter).toEqual({
      stages: [staging],
      words: ["fraud", "v2"],
      query: "fraud and v2",
      isQuery: false,
    });
    expect(matchesModel(filter, { name: "fraud-detection-V2" })).toBe(true);
    expect(matchesModel(filter, { name: "fraud-detection" })).toBe(false);
    expect(matchesStage(filter, staging)).toBe(true);
    expect(matchesStage(filter, production)).toBe(false);
  });

  it("finds a model by a former name", () => {
    const filter = parseTreeFilter(defaultPolicy, "scor");
    expect(matchesModel(filter, { name: "fraud", formerNames: ["risk", "Scoring"] })).toBe(true);
    expect(matchesModel(filter, { name: "fraud", formerNames: ["risk"] })).toBe(false);
  });

  it("takes a query as it is, which a model's name alone does not meet", () => {
    const text = "fraud and metrics.auc > 0.9";
    const filter = parseTreeFilter(defaultPolicy, `${text} order by age limit 1`);
    expect(filter).toEqual({ stages: [], words: [], query: text, isQuery: true });
    expect(matchesModel(filter, { name: "fraud" })).toBe(false);
    expect(matchesStage(filter, staging)).toBe(true);
    expect(parseTreeFilter(defaultPolicy, "not Staging")).toMatchObject({ isQuery: true });
  });

  it("looks for words as they are, whatever they mean in a query", () => {
    expect(parseTreeFilter(defaultPolicy, "limit 'a")).toMatchObject({
      words: ["limit", "'a"],
      query: `"limit" and "'a"`,
    });
  });

  it("says what is wrong with a query, and nothing about words", () => {
    expect(filterProblem("fraud staging it's")).toBeUndefined();
    expect(filterProblem("metrics.auc > 0.9")).toBeUndefined();
    expect(filterProblem("metrics.auc >")).toBe("A value for metrics.auc is expected");
    expect(filterProblem("stge = x")).toBe("“stge” is not a key; perhaps stage");
  });

  it("lets everything through when it is empty", () => {
    const filter = parseTreeFilter(defaultPolicy, " ");
    expect(matchesModel(filter, { name: "anything" })).toBe(true);
    expect(matchesStage(filter, production)).toBe(true);
  });
});
