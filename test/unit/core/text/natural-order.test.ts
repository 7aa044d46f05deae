import { expect, test } from "vitest";
import { compareNaturally } from "../../../../src/core/text/natural-order.ts";

test("numbers count by their value, and case does not", () => {
  const names = ["v10", "v2", "V1", "a", "B", "b"];
  expect(names.toSorted(compareNaturally)).toEqual(["a", "B", "b", "V1", "v2", "v10"]);
});
