import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Dataset } from "../../../../src/core/model/data/dataset.ts";
import { CommitId, Timestamp } from "../../../../src/core/model/ids.ts";
import type { Signature } from "../../../../src/core/model/inspection.ts";
import type { Recipe } from "../../../../src/core/model/recipe.ts";
import { suggestBump, type Made } from "../../../../src/core/registration/suggest-bump.ts";
import { sha256 } from "../../../../src/storage/ledger/ledger-line.ts";
import { registrationData } from "../../support/events.ts";

const data = (content: string, columns?: number): Recipe["datasets"] => [
  Dataset.parse({
    name: "train",
    path: "train.csv",
    digests: { sha256: sha256(content) },
    size: 1,
    columns,
  }),
];

describe("the part of the number that rises follows what changed", () => {
  const made = (recipe: Partial<Recipe>, path = "model.pkl"): Made => {
    const { artifacts, recipe: none } = registrationData("fraud", "x");
    return {
      artifacts: artifacts.map((artifact) => ({ ...artifact, path })),
      recipe: { ...none, ...recipe },
    };
  };

  test.each<[string, Partial<Recipe>, Partial<Recipe>, string, string]>([
    ["nothing", {}, {}, "patch", "the same recipe, trained again"],
    ["metrics", { metrics: { auc: 1 } }, { metrics: { auc: 2 } }, "patch", "the same recipe"],
    ["data", { datasets: data("a") }, { datasets: data("b") }, "minor", "train.csv changed"],
    ["more data", {}, { datasets: data("b") }, "minor", "train.csv changed"],
    ["depth", { parameters: { depth: 3 } }, { parameters: { depth: 4 } }, "minor", "depth changed"],
    [
      "a parameter gone",
      { parameters: { a: 1, b: 1 } },
      { parameters: { a: 1 } },
      "minor",
      "b changed",
    ],
    [
      "architecture",
      { parameters: { "model.architecture": "mlp", depth: 1 } },
      { parameters: { "model.architecture": "cnn", depth: 2 } },
      "major",
      "model.architecture changed",
    ],
    [
      "features",
      { parameters: { features: "a,b" } },
      { parameters: { features: "a" } },
      "major",
      "features",
    ],
    [
      "columns",
      { datasets: data("a", 4) },
      { datasets: data("b", 5) },
      "major",
      "columns of train.csv",
    ],
  ])("%s", (_, before, after, bump, reason) => {
    const suggestion = suggestBump(made(before), made(after));
    expect(suggestion.bump).toBe(bump);
    expect(suggestion.reason).toContain(reason);
  });

  const described = (
    architecture: string | undefined,
    signature?: Signature,
    recipe: Partial<Recipe> = {},
  ): Made => ({
    ...made(recipe),
    inspection: {
      description: {
        ...(architecture !== undefined && { architecture }),
        ...(signature && { signature }),
      },
    },
  });
  const takes = (
    ...inputs: readonly (readonly [name: string, width: number | null])[]
  ): Signature => ({
    inputs: inputs.map(([name, width]) => ({ name, dtype: "float32", shape: [null, width] })),
    outputs: [],
  });

  test("another architecture, by the file's own word", () => {
    expect(suggestBump(described("Ridge"), described("Lasso", takes(["x", 3])))).toEqual({
      bump: "major",
      reason: "architecture: Ridge → Lasso",
    });
    // What only one of the two says is no change.
    expect(suggestBump(described(undefined), described("Lasso")).bump).toBe("patch");
    expect(suggestBump(made({}), described("Lasso")).bump).toBe("patch");
  });

  const estimator = (metadata: Readonly<Record<string, string>>): Made => ({
    ...made({}),
    inspection: { description: { architecture: "Pipeline", metadata } },
  });

  test("other steps of a pipeline or other features are major", () => {
    const before = { steps: "StandardScaler, LogisticRegression", "feature count": "3" };
    const steps = "StandardScaler, RandomForestClassifier";
    expect(suggestBump(estimator(before), estimator({ ...before, steps }))).toEqual({
      bump: "major",
      reason: `steps: ${before.steps} → ${steps}`,
    });
    expect(suggestBump(estimator(before), estimator({ ...before, "feature count": "5" }))).toEqual({
      bump: "major",
      reason: "number of features: 3 → 5",
    });
    const named = { ...before, features: "a, b, c" };
    const renamed = { ...before, features: "a, b, c, d, e", "feature count": "5" };
    expect(suggestBump(estimator(named), estimator(renamed)).reason).toBe(
      "features: a, b, c → a, b, c, d, e",
    );
    // What only one of the two tells is no change.
    expect(suggestBump(estimator({}), estimator(named)).bump).toBe("patch");
  });

  test("a pipeline of other estimators is major, and told once", () => {
    const pipeline = (steps: readonly string[], architecture?: string): Made => ({
      ...made({}),
      inspection: {
        description: {
          architecture: architecture ?? `Pipeline (${steps.join(" → ")})`,
          metadata: { steps: steps.join(", ") },
        },
      },
    });
    const [old, now] = [
      ["Scaler", "LogisticRegression"],
      ["Scaler", "Forest"],
    ];
    expect(suggestBump(pipeline(old), pipeline(now))).toEqual({
      bump: "major",
      reason: "architecture: Pipeline (Scaler → LogisticRegression) → Pipeline (Scaler → Forest)",
    });
    // As earlier releases recorded it.
    expect(suggestBump(pipeline(old, "Pipeline"), pipeline(old)).bump).toBe("patch");
    expect(suggestBump(pipeline(old, "Pipeline"), pipeline(now)).reason).toBe(
      "steps: Scaler, LogisticRegression → Scaler, Forest",
    );
  });

  test("other classes or features are major, and told once", () => {
    const classifier = (features: readonly string[], classes: string): Made => ({
      ...made({}),
      inspection: {
        description: {
          architecture: "SVC",
          metadata: { features: features.join(", "), classes },
          signature: {
            inputs: features.map((name) => ({ name, dtype: "unknown" })),
            outputs: [{ name: "(unnamed)", dtype: "string", shape: [null] }],
          },
        },
      },
    });
    expect(suggestBump(classifier(["a"], "x, y"), classifier(["a"], "x, y, z"))).toEqual({
      bump: "major",
      reason: "classes: x, y → x, y, z",
    });
    expect(suggestBump(classifier(["a"], "x, y"), classifier(["a", "b"], "x, y"))).toEqual({
      bump: "major",
      reason: "signature: input b added",
    });
  });

  test("another commit or environment is a patch that is named", () => {
    const git = (letter: string): Recipe["git"] => ({
      commit: CommitId.parse(letter.repeat(40)),
      subject: "Train",
      author: { name: "Ada" },
      committedAt: Timestamp.parse("2026-01-01T00:00:00.000Z"),
      state: "clean",
    });
    const environment = (version: string): Recipe["environment"] => ({
      source: "requirements.txt",
      packages: { numpy: "2.4.6", "scikit-learn": version },
    });
    const before = made({ git: git("a"), environment: environment("1.8.0") });
    const after = made({ git: git("b"), environment: environment("1.9.1") });
    expect(suggestBump(before, after)).toEqual({
      bump: "patch",
      reason: "code (commit aaaaaaa → bbbbbbb), environment (scikit-learn 1.8.0 → 1.9.1) changed",
    });
    expect(suggestBump(before, before).reason).toBe("the same recipe, trained again");
    expect(suggestBump(made({}), after).reason).toBe("the same recipe, trained again");
  });

  test("a signature that callers do not fit is major, one that they fit is minor", () => {
    const [narrow, wide, any] = [takes(["x", 13]), takes(["x", 14]), takes(["x", null])];
    expect(suggestBump(described("a", narrow), described("a", wide))).toEqual({
      bump: "major",
      reason: "signature: input x: float32[?, 13] → float32[?, 14]",
    });
    expect(suggestBump(described("a", narrow), described("a", any))).toEqual({
      bump: "minor",
      reason: "signature: input x: float32[?, 13] → float32[?, ?]",
    });
    const wider = takes(["x", 13], ["y", 1], ["z", 1], ["a", 1], ["b", 1]);
    expect(suggestBump(described("a", narrow), described("a", wider)).reason).toMatch(
      /^signature: input y added: .*, input z added: .*, input a added: .* and 1 more$/,
    );
  });

  test("all the reasons for the step are given, those for a lesser one are not", () => {
    const before = described("Ridge", takes(["x", 13]), { parameters: { layers: 2, depth: 1 } });
    const after = described("Lasso", takes(["x", 14]), { parameters: { layers: 3, depth: 2 } });
    expect(suggestBump(before, after)).toEqual({
      bump: "major",
      reason:
        "architecture: Ridge → Lasso; layers changed; signature: input x: float32[?, 13] → float32[?, 14]",
    });
  });

  test("nothing changed is a patch, and the order does not matter to the size of the step", () => {
    const anyMade = fc
      .record({
        architecture: fc.constantFrom(undefined, "Ridge", "Lasso"),
        signature: fc.constantFrom(undefined, takes(["x", 1]), takes(["x", 2]), takes(["y", 1])),
        depth: fc.nat(1),
        layers: fc.nat(1),
        columns: fc.nat(1),
        content: fc.constantFrom("a", "b"),
      })
      .map(({ architecture, signature, depth, layers, columns, content }) =>
        described(architecture, signature, {
          parameters: { depth, layers },
          datasets: data(content, columns),
        }),
      );
    fc.assert(
      fc.property(anyMade, anyMade, (one, other) => {
        expect(suggestBump(one, one).bump).toBe("patch");
        // None of these signatures is only wider than another: what breaks one way breaks back.
        expect(suggestBump(one, other).bump).toBe(suggestBump(other, one).bump);
        expect(suggestBump(one, other).reason).not.toBe("");
      }),
    );
  });

  test("another kind of file is another interface", () => {
    expect(suggestBump(made({}, "a/model.pkl"), made({}, "b.ONNX"))).toEqual({
      bump: "major",
      reason: "format (.pkl → .onnx) changed",
    });
  });
});
