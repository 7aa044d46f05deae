/** Runs of other tools by the command line. */
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git } from "../../../support/git.ts";
import { cli, document, succeed, useCli } from "../../cli.ts";
import { workspace } from "../../workspace.ts";

useCli();

const fixtures = join(import.meta.dirname, "../../../../fixtures");

test("stages of DVC are looked at, imported once, and compared and registered like other runs", async () => {
  const folder = workspace({ ".gitignore": ".model-registry/\n" });
  cpSync(join(fixtures, "dvc"), folder, { recursive: true });
  git(folder, "add", "dvc.lock");
  git(folder, "commit", "-m", "Train");
  const head = git(folder, "rev-parse", "HEAD").trim();
  const preview = await cli(folder, "import", "dvc.lock", "--dry-run");
  expect(preview.stdout).toMatch(/^ {2}train {4}[0-9a-f]{32}/m);
  expect(preview.stderr).toContain("4 runs and 0 versions would be imported from DVC.");
  expect(await succeed(folder, "import", "dvc.lock")).toContain("4 runs imported from DVC");
  expect(await succeed(folder, "import", "dvc.lock")).toContain("0 runs imported from DVC");
  const { runs } = (await document(folder, "runs", "--where", "name = train")) as {
    runs: readonly { id: string; tags: Readonly<Record<string, string>> }[];
  };
  expect(runs).toMatchObject([
    { metrics: { loss: { count: 4 } }, tags: { "mlflow.source.git.commit": head } },
  ]);
  await succeed(folder, "register", "model.pkl", "--name", "net", "--run", runs[0]!.id);
  expect(await succeed(folder, "show", "net@1")).toContain("data/clean.csv");
  expect(await document(folder, "show", "net@1")).toMatchObject({
    recipe: {
      parameters: { "train.lr": 0.1 },
      metrics: { f1: 0.7 },
      history: { metrics: { loss: 4 } },
      run: { name: "train" },
    },
  });
});

test("runs of W&B are imported; a folder that has none is looked through for models", async () => {
  const folder = workspace({});
  cpSync(join(fixtures, "wandb"), join(folder, "wandb"), { recursive: true });
  const first = await cli(folder, "import", "wandb");
  expect(first.stdout).toContain("2 runs imported from W&B");
  // The copies that W&B made of the model are not on this machine.
  expect(first.code).toBe(1);
  expect(first.stdout).toContain("fraud-net of run second: not imported");
  expect(await succeed(folder, "import", "models", "--dry-run")).toContain("fraud");
  writeFileSync(join(folder, "dvc.lock"), "no: pipeline\n");
  expect((await cli(folder, "import", "dvc.lock", "--dry-run")).stdout).not.toContain("DVC");
});
