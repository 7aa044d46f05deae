import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { document, failure, succeed, useCli } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

useCli();

test("the changelog of a model: shown, written to a file, for machines", async () => {
  const folder = workspace();
  const register = ["register", "models/fraud.onnx", "--name", "fraud"];
  await succeed(folder, ...register, "--description", "First try");
  write(folder, {
    "models/fraud.onnx": "weights 2",
    "models/metrics.json": '{ "test": { "auc": 0.94 }, "train": { "auc": 0.95 } }',
  });
  await succeed(folder, ...register, "--changelog", "- deeper\n- \u001b[31m<b>wider</b>");

  const shown = await succeed(folder, "changelog", "fraud");
  expect(shown).toMatch(/^# Changelog of fraud\n\n.*\n\n## 2 - \d{4}-\d\d-\d\d\n\nVersion 2\. /);
  expect(shown).toContain("### Changed\n\n- deeper\n- \\[31m&lt;b&gt;wider&lt;/b&gt;\n");
  expect(shown).toContain("- test.auc: 0.91 → 0.94 (+0.03, better)\n");
  expect(shown).toContain("First try");

  expect(await succeed(folder, "changelog", "fraud", "--output", "CHANGELOG.md")).toBe(
    "Changelog of fraud written to CHANGELOG.md: 2 versions\n",
  );
  expect(readFileSync(join(folder, "CHANGELOG.md"), "utf8")).toBe(shown);
  expect(await document(folder, "changelog", "fraud", "--output", "CHANGELOG.md")).toEqual({
    model: "fraud",
    path: join(folder, "CHANGELOG.md"),
    versions: 2,
  });

  expect(await document(folder, "changelog", "fraud")).toMatchObject({
    model: "fraud",
    versions: [
      {
        number: 2,
        since: 1,
        metrics: [{ key: "test.auc", before: 0.91, value: 0.94, better: true }],
      },
      { number: 1, description: "First try", metrics: [] },
    ],
  });
  expect(await failure(folder, "changelog", "churn")).toMatchObject({
    exit: 1,
    code: "unknown-model",
  });
  const nowhere = await failure(folder, "changelog", "fraud", "--output", "no/such/folder.md");
  expect(nowhere).toMatchObject({ exit: 1 });
  expect(nowhere.message).toContain("does not exist");
});
