import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ModelName } from "../../../../src/core/model/ids.ts";
import { suggestModelName } from "../../../../src/provenance/discovery/suggest-model-name.ts";

describe("the name suggested for a model", () => {
  it.each([
    ["fraud.onnx", "fraud"],
    ["model_v2_final_FINAL.pkl", "model"],
    ["fraud_v2.pkl", "fraud"],
    ["churn-final.joblib", "churn"],
    ["churn_2024-01-31.pkl", "churn"],
    ["resnet50_epoch10.pt", "resnet50"],
    ["models/tumor/model.onnx", "tumor"],
    ["models/tumor/pytorch_model.bin", "tumor"],
    ["runs/fraud/checkpoints/best.ckpt", "fraud"],
    ["models/digit-reader", "digit-reader"],
    ["C:\\work\\fraud\\model.pkl", "fraud"],
    ["house price (1).pkl", "house price"],
    ["@weird#name!.pkl", "weird-name"],
    ["ลูกค้า_v2.pkl", "ลูกค้า"],
    ["cre\u0301dit.onnx", "cr\u00e9dit"],
  ])("%s is %s", (path, name) => {
    expect(suggestModelName(path, [])).toBe(name);
  });

  it("is an existing model's, however the file spells it", () => {
    const existing = [ModelName.parse("Fraud-Detection")];
    expect(suggestModelName("models/fraud_detection_v7.pkl", existing)).toBe("Fraud-Detection");
  });

  it("is a valid name or none, whatever the path", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (path) => {
        const name = suggestModelName(path, []);
        if (name !== undefined) expect(ModelName.safeParse(name).success).toBe(true);
      }),
    );
  });
});
