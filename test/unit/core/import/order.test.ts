import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planImport, type DiscoveredFile } from "../../../../src/core/import/import-plan.ts";
import { modelFolders } from "../../../../src/core/import/model-folders.ts";

const may = Date.UTC(2026, 4, 1);
const day = 86_400_000;

function kept(path: string, overrides: Partial<DiscoveredFile> = {}): DiscoveredFile {
  return { path, isFolder: false, size: 1, modifiedAt: may, ...overrides };
}

/** The families as lists of paths. */
function families(files: readonly (string | DiscoveredFile)[]): string[][] {
  return planImport(files.map((file) => (typeof file === "string" ? kept(file) : file))).map(
    ({ versions }) => versions.map(({ file }) => file.path),
  );
}

/** That these are one family in exactly this order, given in another. */
function expectOrder(...paths: readonly string[]): void {
  expect(families(paths.toReversed())).toEqual([paths]);
}

describe("one family in the order that a person means", () => {
  test("version numbers by value, then words", () => {
    expectOrder(
      "model_old.pkl",
      "model_v1.pkl",
      "model_v2.pkl",
      "model_v2_new.pkl",
      "model_v2_final.pkl",
      "model_v2_final_FINAL.pkl",
      "model_v3_final.pkl",
      "model_v3_FINAL.pkl",
      "model_v10.PKL",
      "model_final.pkl",
      "model_final2_really.pkl",
    );
  });

  test("semantic version numbers with what leads to them", () => {
    expectOrder(
      ...["model-1.2.0-alpha.onnx", "model-1.2.0-beta.2.onnx", "model-1.2.0-rc.1.onnx"],
      ...["model-1.2.0-rc.10.onnx", "model-1.2.0.onnx", "model-1.9.onnx", "model-1.10.0.onnx"],
    );
  });

  test("dates, however they are written, with a time after the day alone", () => {
    expectOrder(
      ...["model_20240430.pt", "model_2024-05-01.pt", "model_2024-05-01T0930.pt"],
      ...["model_2024-05-01_12-30-59.pt", "2024_06_01_model.PT", "model.2024.10.02.pth"],
    );
  });

  test("checkpoints by epoch and step, whatever was measured; the last one last", () => {
    expectOrder(
      ...["checkpoints/epoch=9-step=1000.ckpt", "checkpoints/epoch=10-val_loss=0.23.ckpt"],
      ...["checkpoints/epoch=11-val_loss=0.19.ckpt", "checkpoints/last.ckpt"],
    );
  });

  test("folders on the way count", () => {
    expectOrder(
      ...["old/model.pkl", "v1/model.pkl", "v2/model.pkl", "run_3/model.pkl", "v10/model.pkl"],
    );
  });

  test("backups and copies", () => {
    expectOrder(
      ...["model.pkl.bak", "model.pkl", "copy of model.pkl", "model (2).pkl", "model(3).pkl"],
    );
  });

  test("where names say nothing, git's first commit counts, else the time of writing", () => {
    const files = [
      kept("model-a1b2c3d.pkl", { committedAt: may - 3 * day, modifiedAt: may + day }),
      kept("model-0d1e2f3.pkl", { modifiedAt: may - 2 * day }),
      kept("model-9f8e7d6c.pkl", { committedAt: may - day, modifiedAt: may }),
    ];
    expect(families(files.toReversed())).toEqual([files.map(({ path }) => path)]);
  });

  test("a name without a version is the first, unless it is newer than all that have one", () => {
    // Of the same time, as in a fresh clone.
    expect(families(["model.pkl", "model_v2.pkl"])).toEqual([["model_v2.pkl", "model.pkl"]]);
    const oldest = kept("model.pkl", { modifiedAt: may - day });
    expect(families([oldest, "model_v2.pkl"])).toEqual([["model.pkl", "model_v2.pkl"]]);
    // Copying wrote it first, as its name comes first.
    const copied = kept("model.pkl", { modifiedAt: may - 30_000 });
    expect(families([copied, "model_v2.pkl"])).toEqual([["model_v2.pkl", "model.pkl"]]);
    const newest = kept("model.pkl", { modifiedAt: may + day });
    expect(families([newest, "model_v2.pkl"])).toEqual([["model_v2.pkl", "model.pkl"]]);
  });
});

describe("what are not versions of each other", () => {
  test.each([
    [["resnet18.pt", "resnet50.pt"]],
    [["yolov5s.pt", "yolov8s.pt"]],
    [["gpt-2.pt", "gpt-3.pt"]],
    [["llama-7b.gguf", "llama-13b.gguf"]],
    [["fold1.pt", "fold2.pt"]],
    [["customer1/model.pkl", "customer2/model.pkl"]],
    [["fraud_v1.pkl", "churn_v1.pkl"]],
    [["model.onnx", "model.pkl"]],
    [["top_5_items.pkl", "top_6_items.pkl"]],
  ])("%j", (paths) => {
    expect(families(paths)).toHaveLength(2);
  });

  test("spelling and related formats make no difference", () => {
    expect(
      families(["FraudDetectorV2.PTH", "fraud_detector_v1.pt", "fraud-detector v3.ckpt"]),
    ).toEqual([["fraud_detector_v1.pt", "FraudDetectorV2.PTH", "fraud-detector v3.ckpt"]]);
  });
});

test("each version says why it stands where it stands", () => {
  const [family] = planImport([
    kept("model_old.pkl"),
    kept("model_v1.pkl"),
    kept("model_v1_final.pkl"),
    kept("model_2026-01-31.pkl", { modifiedAt: may + day }),
    kept("model.pkl", { modifiedAt: may + day, committedAt: may + 2 * day }),
  ]);
  expect(family?.versions.map(({ file, reason }) => `${file.path}: ${reason}`)).toEqual([
    "model_old.pkl: “old” in the name",
    "model_2026-01-31.pkl: dated 2026-01-31 in the name",
    "model_v1.pkl: version 1 in the name",
    "model_v1_final.pkl: “final” in the name",
    "model.pkl: no version in the name, and not older than those with one (first committed 2026-05-03 00:00 UTC)",
  ]);
});

test("a label is what is more than a number and says all", () => {
  const labels = Object.fromEntries(
    planImport(
      [
        ...["a-1.2.0.pkl", "b-v1.2.0-rc.1.pkl", "c_2026-01-31.pkl", "d_2026-01-31_1230.pkl"],
        ...["e_v2.pkl", "f-1.2.0-final.pkl", "g-1.2.0 (2).pkl", "1.2.0/h.pkl"],
      ].map((path) => kept(path)),
    ).flatMap(({ versions }) => versions.map(({ file, name }) => [file.path, name.label])),
  );
  expect(labels).toEqual({
    "a-1.2.0.pkl": "1.2.0",
    "b-v1.2.0-rc.1.pkl": "1.2.0-rc.1",
    "c_2026-01-31.pkl": "2026-01-31",
    "d_2026-01-31_1230.pkl": "2026-01-31T123000",
    "e_v2.pkl": undefined,
    "f-1.2.0-final.pkl": undefined,
    "g-1.2.0 (2).pkl": undefined,
    "1.2.0/h.pkl": "1.2.0",
  });
});

const word = fc.constantFrom(
  "model",
  "fraud",
  "Churn",
  "resnet50",
  "v1",
  "v12",
  "2",
  "10",
  "final",
);
const mark = fc.constantFrom(
  "FINAL",
  "old",
  "2024-05-01",
  "1.2.0",
  "copy",
  "new",
  "rc1",
  "a1b2c3d",
);
const stem = fc
  .array(fc.oneof(word, mark), { minLength: 1, maxLength: 4 })
  .chain((words) => fc.constantFrom("_", "-", " ", ".").map((separator) => words.join(separator)));
const extension = fc.constantFrom(".pkl", ".PKL", ".onnx", ".pt", ".pkl.bak", "", ".json");
const folder = fc.constantFrom("", "v1/", "v2/", "old/", "runs/3/", "a/");
const anyPath = fc.oneof(
  fc.tuple(folder, stem, extension).map((parts) => parts.join("")),
  fc
    .string({ minLength: 1, maxLength: 12, unit: "grapheme" })
    .map((text) => text.replaceAll("/", "-")),
);
const time = fc.oneof(fc.constantFrom(may, may + day), fc.double({ noNaN: true }));
const files = fc.uniqueArray(
  fc.record({
    path: anyPath,
    isFolder: fc.boolean(),
    size: fc.nat(),
    modifiedAt: time,
    committedAt: fc.option(time, { nil: undefined }),
  }),
  { selector: ({ path }) => path, maxLength: 12 },
);

describe("laws", () => {
  test("every file is in exactly one family", () => {
    fc.assert(
      fc.property(files, (given) => {
        const planned = families(given).flat();
        expect(planned.toSorted()).toEqual(given.map(({ path }) => path).toSorted());
      }),
    );
  });

  test("the plan does not depend on the order in which files are given", () => {
    fc.assert(
      fc.property(
        files.chain((given) =>
          fc.tuple(
            fc.constant(given),
            fc.shuffledSubarray(given, { minLength: given.length, maxLength: given.length }),
          ),
        ),
        ([given, shuffled]) => {
          expect(planImport(shuffled)).toEqual(planImport(given));
        },
      ),
    );
  });

  test("numbers are compared by value, not letter by letter", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(5_000), { minLength: 2, maxLength: 8 }), (numbers) => {
        const order = numbers.toSorted((a, b) => a - b).map((number) => `m_v${number}.pkl`);
        expect(families(numbers.map((number) => `m_v${number}.pkl`))).toEqual([order]);
      }),
    );
  });

  test("the case of an extension makes no other family", () => {
    fc.assert(
      fc.property(stem, fc.constantFrom("pkl", "onnx", "pt"), (name, ending) => {
        const paths = [`v1/${name}.${ending}`, `v2/${name}.${ending.toUpperCase()}`];
        expect(families(paths)).toEqual([paths]);
      }),
    );
  });
});

test("folders that are one model as a whole", () => {
  const found = modelFolders([
    ...["runs/1/MLmodel", "runs/1/model.pkl", "bert_v2/config.json", "bert_v2/model.safetensors"],
    ...[
      "saved/3/saved_model.pb",
      "saved/3/variables/variables.index",
      "a.mlpackage/Data/m.mlmodel",
    ],
    ...["plain/config.json", "plain/fraud.pkl", "outer/MLmodel", "outer/data/model/saved_model.pb"],
  ]);
  expect([...found].sort()).toEqual(["a.mlpackage", "bert_v2", "outer", "runs/1", "saved/3"]);
});
