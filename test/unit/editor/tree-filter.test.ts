import { describe, expect, it } from "vitest";
import { Stage } from "../../../src/core/ids.ts";
import { defaultPolicy } from "../../../src/core/policy.ts";
import {
  matchesModel,
  matchesStage,
  parseTreeFilter,
} from "../../../src/editor/tree/tree-filter.ts";

const staging = Stage.parse("Staging");
const production = Stage.parse("Production");

describe("the filter of the tree", () => {
  it("takes stages by their names, in any case, and the rest as parts of a model's name", () => {
    const filter = parseTreeFilter(defaultPolicy, "  Fraud STAGING v2 ");
    expect(filter).toEqual({ stages: [staging], words: ["fraud", "v2"] });
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

  it("lets everything through when it is empty", () => {
    const filter = parseTreeFilter(defaultPolicy, " ");
    expect(matchesModel(filter, { name: "anything" })).toBe(true);
    expect(matchesStage(filter, production)).toBe(true);
  });
});
