import { expect, test } from "vitest";
import { tensorSize } from "../../../webview/inspect/tensor-size.ts";

const tensor = { name: "coef_", shape: [3, 13] };

test.each([
  [{ ...tensor, dtype: "float64", size: 40 }, 40],
  [{ ...tensor, dtype: "float64" }, 312],
  [{ ...tensor, dtype: "bool", shape: [] }, 1],
  [{ ...tensor, dtype: "object" }, undefined],
])("%j takes %s bytes", (row, size) => {
  expect(tensorSize(row)).toBe(size);
});
