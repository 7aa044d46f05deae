import { describe, expect, it } from "vitest";
import { tflite } from "../../../../src/inspect/formats/tflite/tflite.ts";
import { fileToRead, fixture } from "../support/buffer-source.ts";
import { expectedModel, expectedValues } from "../support/expected.ts";

describe("TensorFlow Lite", () => {
  it.each(["digits.tflite", "digits-quantised.tflite"])(
    "reads %s as its interpreter does",
    async (name) => {
      const expected = expectedModel(name);
      const file = fileToRead(fixture(name));
      expect(tflite.id).toBe(expected.format);
      expect(await tflite.recognise(file)).toBe(true);
      const { description, findings } = await tflite.read(file);
      expect(description).toMatchObject({
        framework: expected.framework,
        frameworkVersion: expected.framework_version,
        signature: {
          inputs: expectedValues(expected.inputs),
          outputs: expectedValues(expected.outputs),
        },
        verdict: "weights-only",
      });
      expect(description.metadata?.["operators"]?.split(", ")).toEqual(expected["operators"]);
      expect(findings).toEqual([]);
    },
  );

  it("tells how a model is quantised, and counts its weights", async () => {
    const plain = await tflite.read(fileToRead(fixture("digits.tflite")));
    expect(plain.description.quantisation).toBeUndefined();
    expect(plain.description.parameterCount).toBe(1184);
    const quantised = await tflite.read(fileToRead(fixture("digits-quantised.tflite")));
    expect(quantised.description).toMatchObject({ quantisation: "full integer" });
    expect(quantised.description.dtypes).toContain("int8");
  });

  it("refuses a file that is cut off", async () => {
    const bytes = fixture("digits.tflite");
    for (const size of [20, 1000, bytes.length - 200]) {
      const file = fileToRead(bytes.subarray(0, size));
      await expect(tflite.read(file)).rejects.toMatchObject({ name: "Unreadable" });
    }
  });
});
