import { expect, test } from "vitest";
import { formatName, frameworkName } from "../../../../src/core/text/display-names.ts";
import { fileFormats, folderFormats } from "../../../../src/inspect/engine/formats.ts";
import { pointerFormats } from "../../../../src/inspect/engine/pointers.ts";

/** Formats that call themselves as they are recorded. */
const same = new Set(["archive", "joblib", "pickle", "safetensors", "skops"]);

test("every format has a name for people, which is not its id unless it calls itself so", () => {
  const ids = [...fileFormats, ...folderFormats, ...pointerFormats].map(({ id }) => id);
  const unnamed = ids.filter((id) => formatName(id) === id && !same.has(id));
  expect(unnamed).toEqual([]);
  expect(formatName("onnx")).toBe("ONNX");
  expect(formatName("of-a-newer-release")).toBe("of-a-newer-release");
  expect(formatName("constructor")).toBe("constructor");
});

test("frameworks are called as they call themselves", () => {
  expect(["pytorch", "xgboost", "scikit-learn", "of-a-newer-release"].map(frameworkName)).toEqual([
    "PyTorch",
    "XGBoost",
    "scikit-learn",
    "of-a-newer-release",
  ]);
});
