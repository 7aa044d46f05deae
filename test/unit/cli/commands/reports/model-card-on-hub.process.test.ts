/** Model cards as the Hub's own library reads them. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { interchangeRequirements } from "../../../../workbench/python-requirements.ts";
import { setUpPython } from "../../../../workbench/setup.ts";
import { succeed, useCli } from "../../cli.ts";
import { workspace } from "../../workspace.ts";

useCli();

let python: string;
beforeAll(async () => {
  python = await setUpPython(interchangeRequirements);
});

/** Loads a card, and its results one by one; what it has in front must survive being written again. */
const load = `
import json, sys, dataclasses
from huggingface_hub import ModelCard
card = ModelCard.load(sys.argv[1], ignore_metadata_errors=False)
again = ModelCard(str(card), ignore_metadata_errors=False)
assert again.data.to_dict() == card.data.to_dict()
results = [dataclasses.asdict(each) for each in card.data.eval_results or []]
print(json.dumps({"data": card.data.to_dict(), "results": results, "text": card.text}))
`;

function loaded(file: string): {
  readonly data: Readonly<Record<string, unknown>>;
  readonly results: readonly Readonly<Record<string, unknown>>[];
  readonly text: string;
} {
  return JSON.parse(execFileSync(python, ["-c", load, file], { encoding: "utf8" })) as never;
}

test("the Hub's library reads a card with its results", async () => {
  const folder = workspace({
    "metrics.json": JSON.stringify({
      test: { accuracy: 0.91, f1: 0.88 },
      validation: { accuracy: 0.93 },
    }),
    "card.metadata.yaml": [
      "task: classification",
      "framework: scikit-learn",
      "license: apache-2.0",
      "base_model: org/encoder",
      "datasets:",
      "  - { name: reviews, uri: hf://datasets/org/reviews }",
      "  - { name: holdout, role: test, uri: s3://bucket/holdout.csv }",
      "",
    ].join("\n"),
  });
  await succeed(
    folder,
    ...["register", "models/fraud.onnx", "--name", "fraud", "--metrics", "metrics.json"],
    ...["--metadata", "card.metadata.yaml", "--tag", "team=risk"],
    ...["--description", "Trained on October\n---\nlicense: mit\n---"],
  );
  await succeed(folder, "card", "fraud@1", "--output", "README.md");
  const { data, results, text } = loaded(join(folder, "README.md"));
  expect(data).toMatchObject({
    license: "apache-2.0",
    base_model: ["org/encoder"],
    datasets: ["org/reviews"],
  });
  expect(data["tags"]).toEqual(expect.arrayContaining(["model-registry", "team:risk"]));
  expect(
    results.map(({ metric_type, metric_value, dataset_split }) => [
      metric_type,
      metric_value,
      dataset_split,
    ]),
  ).toEqual(
    expect.arrayContaining([
      ["accuracy", 0.91, "test"],
      ["f1", 0.88, "test"],
      ["accuracy", 0.93, "validation"],
    ]),
  );
  expect(results).toHaveLength(3);
  for (const result of results) {
    for (const field of ["task_type", "dataset_type", "dataset_name"]) {
      expect(result[field]).toEqual(expect.stringMatching(/./));
    }
  }
  expect(text).toContain("# Model card for fraud 1");
});

test("a version of which little is known has a card without results", async () => {
  const folder = workspace();
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud", "--no-discover");
  await succeed(folder, "card", "fraud@1", "--output", "README.md");
  const { data, results } = loaded(join(folder, "README.md"));
  expect(results).toEqual([]);
  expect(data["tags"]).toEqual(["model-registry"]);
});
