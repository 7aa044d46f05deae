import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import type { NamedParent } from "../../../../src/core/model/data/parent.ts";
import { hubId, hubLicence, hubMetric, hubTask } from "../../../../src/core/reports/hub-names.ts";
import { modelCardMarkdown } from "../../../../src/core/reports/model-card-document.ts";
import { cardMetadata } from "../../../../src/core/reports/model-card.ts";
import { at, hostileText, reportedVersion } from "./any-report.ts";

/** Front matter as huggingface_hub finds it (REGEX_YAML_BLOCK of repocard.py). */
const yamlBlock = /^(\s*---[\r\n]+)([\S\s]*?)([\r\n]+---(\r\n|\n|$))/;

/** Fields that its `model_index_to_eval_results` and `ModelCardData` take (repocard_data.py). */
const HubMetadata = z.strictObject({
  license: z.string().optional(),
  license_name: z.string().optional(),
  library_name: z.string().optional(),
  pipeline_tag: z.string().optional(),
  tags: z.array(z.string()),
  datasets: z.array(z.string().regex(/^[\w.-]+\/[\w.-]+$/)).optional(),
  base_model: z.array(z.string()).optional(),
  base_model_relation: z.enum(["finetune", "quantized", "merge"]).optional(),
  metrics: z.array(z.string().min(1)).optional(),
  "model-index": z
    .tuple([
      z.strictObject({
        name: z.string(),
        results: z.array(
          z.strictObject({
            task: z.strictObject({ type: z.string().min(1) }),
            dataset: z.strictObject({
              type: z.string().min(1),
              name: z.string().min(1),
              split: z.string().optional(),
              revision: z.string().optional(),
              args: z.record(z.string(), z.string()).optional(),
            }),
            metrics: z.array(
              z.strictObject({ type: z.string().min(1), value: z.number(), name: z.string() }),
            ),
          }),
        ),
      }),
    ])
    .optional(),
});

/** Reads a card as a reader of YAML 1.1, which the library is. */
function metadataOf(card: string): z.infer<typeof HubMetadata> {
  const [, , block = ""] = yamlBlock.exec(card) ?? [];
  return HubMetadata.parse(parse(block, { version: "1.1" }));
}

function cardOf(version: ReturnType<typeof reportedVersion>): string {
  return modelCardMarkdown({ madeAt: at, folder: "project", version, artifacts: [] });
}

test("a card has the metadata of the Hub, of what was recorded", () => {
  const madeFrom: NamedParent[] = [
    { title: "https://huggingface.co/google/bert/tree/main", relation: "finetuned-from" },
    { title: "fraud 4", relation: "finetuned-from" },
  ];
  const version = reportedVersion(
    5,
    {
      license: "Apache-2.0",
      metrics: { "test.auc": 0.94, "test.n_samples": 100, "train.auc": 1e-7, "apac.f1": 0.8 },
      datasets: [
        { name: "labels", uri: "hf://datasets/acme/labels@v2", digests: {}, role: "test" },
        { name: "train.csv", path: "data/train.csv", digests: { sha256: "a".repeat(64) } },
      ],
      metadata: { source: "m.json", framework: "scikit-learn", task: "classification" },
    },
    { madeFrom },
  );
  expect(metadataOf(cardOf(version))).toEqual({
    license: "apache-2.0",
    library_name: "sklearn",
    pipeline_tag: "tabular-classification",
    tags: ["model-registry"],
    datasets: ["acme/labels"],
    base_model: ["google/bert"],
    base_model_relation: "finetune",
    metrics: ["roc_auc", "f1"],
    "model-index": [
      {
        name: "fraud",
        results: [
          {
            task: { type: "tabular-classification" },
            dataset: { type: "acme/labels", name: "labels", split: "test" },
            metrics: [{ type: "roc_auc", value: 0.94, name: "test.auc" }],
          },
          {
            task: { type: "tabular-classification" },
            dataset: { type: "unknown", name: "train", split: "train" },
            metrics: [{ type: "roc_auc", value: 1e-7, name: "train.auc" }],
          },
          {
            task: { type: "tabular-classification" },
            dataset: { type: "unknown", name: "apac", split: "apac" },
            metrics: [{ type: "f1", value: 0.8, name: "apac.f1" }],
          },
        ],
      },
    ],
  });
});

test("what nobody recorded is said to be missing, and nothing is claimed", () => {
  const card = cardOf(reportedVersion(5));
  expect(metadataOf(card)).toEqual({ tags: ["model-registry"] });
  expect(card).toContain("- **Licence:** Not recorded in the registry.");
  expect(card).toContain("Intended use: Not recorded in the registry.");
  expect(card).toContain("Metrics: Not recorded in the registry.");
});

test("whatever people wrote, a reader of YAML 1.1 gets it back as text and nothing more", () => {
  const texts = fc.tuple(hostileText, hostileText, hostileText, fc.double({ noNaN: true }));
  fc.assert(
    fc.property(texts, ([a, b, c, value]) => {
      const number = Number.isFinite(value) ? value : 1;
      const version = reportedVersion(
        1,
        {
          license: a.slice(0, 250),
          metrics: { [b.slice(0, 250)]: number, on: 0.5, "test.no": 1e-9 },
          datasets: [{ name: c.slice(0, 250), digests: {}, version: "1_000", role: "test" }],
          metadata: { source: "m", framework: b.slice(0, 250), task: c.slice(0, 250) },
        },
        { tags: { [c]: a, yes: "", "12:30": "=" }, annotations: { description: b } },
      );
      const read = metadataOf(cardOf(version));
      expect(read).toEqual(cardMetadata(version));
      expect(read.tags).toContain("yes");
    }),
  );
});

describe("names of the Hub", () => {
  it.each([
    ["MIT", { license: "mit" }],
    ["GPL-3.0-or-later", { license: "gpl-3.0" }],
    ["CC BY 4.0", { license: "cc-by-4.0" }],
    ["Acme Model Licence 2", { license: "other", license_name: "Acme-Model-Licence-2" }],
    [undefined, {}],
  ])("the licence %s is %o", (licence, id) => {
    expect(hubLicence(licence)).toEqual(id);
  });

  it.each([
    ["hf://owner/name", { kind: "model", id: "owner/name" }],
    ["hf://datasets/owner/name@v1/train.csv", { kind: "dataset", id: "owner/name" }],
    ["https://huggingface.co/owner/name/blob/main/x", { kind: "model", id: "owner/name" }],
    ["https://example.org/owner/name", undefined],
    ["https://huggingface.co.example.org/owner/name", undefined],
  ])("%s is %o", (uri, id) => {
    expect(hubId(uri)).toEqual(id);
  });

  it("maps metrics and tasks", () => {
    expect(["auc", "F1 score", "rmse", "constructor"].map(hubMetric)).toEqual([
      "roc_auc",
      "f1",
      "rmse",
      "constructor",
    ]);
    expect(hubTask("Text Classification", undefined)).toBe("text-classification");
    expect(hubTask("regression", "XGBoost")).toBe("tabular-regression");
    expect(hubTask("classification", "pytorch")).toBeUndefined();
  });
});
