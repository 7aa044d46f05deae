import { expect, test } from "vitest";
import { lackingFacts, untrackedReason } from "../../../../src/core/model/recipe.ts";

test("a model that git ignores lacks nothing: its bytes are stored", () => {
  const requirements = { about: "environment", reason: "no lock file" };
  expect(lackingFacts([{ about: "model.pkl", reason: untrackedReason }, requirements])).toEqual([
    requirements,
  ]);
});
