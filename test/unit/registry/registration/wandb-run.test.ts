import { cp, symlink, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { register } from "../../../../src/registry/registration/register.ts";
import { suggestRegistration } from "../../../../src/registry/registration/suggest-registration.ts";
import { describeVersion } from "../../../../src/registry/versions/describe-version.ts";
import { registration, useTemporaryFolders, withRegistry } from "../../support/registry.ts";
import { wandbRun } from "../../support/wandb-run.ts";

const temporaryFolder = useTemporaryFolders();
const run = `wandb/${basename(wandbRun)}`;

/** A workspace with a model and a run beside it, which ended when the model was written. */
async function trained(): Promise<string> {
  const folder = await temporaryFolder();
  await cp(wandbRun, join(folder, run), { recursive: true });
  await writeFile(join(folder, "model.pkl"), "a model");
  const ended = new Date(2026, 10, 30, 10, 35, 30);
  await utimes(join(folder, run, "run-nahxwitz.wandb"), ended, ended);
  await utimes(join(folder, "model.pkl"), ended, ended);
  return folder;
}

test("a run folder as metadata gives parameters, metrics by step, packages, command", async () => {
  const folder = await trained();
  await symlink(basename(wandbRun), join(folder, "wandb/latest-run"));
  await withRegistry(folder, async (registry) => {
    const request = registration({ metadataFile: "wandb/latest-run" });
    const { id } = await register(registry, request);
    const { detail } = await describeVersion(registry, { version: id });
    const { registration: recorded } = detail;
    expect(recorded.recipe).toMatchObject({
      metrics: {
        loss: 1 / 300,
        "val/auc": 0.8 + 299 / 10_000,
        best_auc: 0.8299,
        "nested.deep": 1.5,
      },
      parameters: { learning_rate: 0.1, epochs: 300, "model.depth": 4, late: true },
      run: { id: "nahxwitz", name: "first", experiment: "fraud" },
      command: { line: "python train.py --lr 0.1" },
      environment: { packages: { wandb: "0.22.3" } },
      history: { metrics: { loss: 300, "val/auc": 300 } },
    });
    expect(recorded.recipe.parameters).not.toHaveProperty("api_key");
    expect(recorded.recipe.missing.map(({ about }) => about)).toContain("latest-run: api_key");
    expect(detail.tags).toMatchObject({ baseline: "", team: "risk" });
    expect(recorded.description).toBe("The first run");
  });
});

test("the run that went on when a model was written is found, one that was over is not", async () => {
  const folder = await trained();
  await withRegistry(folder, async (registry) => {
    const chosen = async (): Promise<readonly string[]> => {
      const { evidence } = await suggestRegistration(registry, { paths: ["model.pkl"] });
      return [...evidence.metadata, ...evidence.history]
        .filter(({ preselected }) => preselected)
        .map(({ path }) => path);
    };
    expect(await chosen()).toEqual([run, run]);
    const later = new Date(2026, 11, 24);
    await utimes(join(folder, "model.pkl"), later, later);
    expect(await chosen()).toEqual([]);
  });
});

test("config.yaml of a run gives the values and not their wrapping", async () => {
  const folder = await trained();
  await writeFile(
    join(folder, run, "files/config.yaml"),
    "wandb_version: 1\nlearning_rate:\n  desc: null\n  value: 0.2\n",
  );
  await writeFile(join(folder, run, "files/wandb-summary.json"), '{"acc": 0.9, "_step": 3}');
  await withRegistry(folder, async (registry) => {
    const { id } = await register(
      registry,
      registration({
        parametersFiles: [`${run}/files/config.yaml`],
        metricsFiles: [`${run}/files/wandb-summary.json`],
      }),
    );
    const { registration: recorded } = (await describeVersion(registry, { version: id })).detail;
    expect(recorded.recipe.parameters).toMatchObject({ learning_rate: 0.2, epochs: 300 });
    expect(Object.keys(recorded.recipe.metrics)).toEqual(
      expect.arrayContaining(["acc", "best_auc"]),
    );
    expect(recorded.recipe.metrics).not.toHaveProperty("_step");
  });
});
