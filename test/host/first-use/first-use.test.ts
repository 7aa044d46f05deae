import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { run } from "../support/command.ts";
import { extension, wasActiveAtStart } from "../support/extension.ts";
import { notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { file, folder, show } from "../support/registry.ts";
import { labels, rowAt } from "../support/tree.ts";

const noVersion = "There is no version that this applies to.";
const noModel = "There is no model that this applies to.";

/** Answers of each command that needs a version or a model. */
const answers = {
  promote: `Promote: ${noVersion}`,
  archive: `Archive: ${noVersion}`,
  reject: `Reject: ${noVersion}`,
  rollBack: `Roll Back: ${noModel}`,
  showVersion: `Show Version: ${noVersion}`,
  compare: "Compare Versions: There must be two versions at least to compare them.",
  compareWithProduction: `Compare with Production: ${noVersion}`,
  showLineage: `Show Lineage: ${noModel}`,
  showLineageInPanel: `Show Lineage: ${noModel}`,
  copyProductionPath: `Copy Production Path: ${noModel}`,
  compareWithInUse: `Compare with Version in Use: ${noVersion}`,
  copyPathInUse: `Copy Path of Version in Use: ${noModel}`,
  copyPath: `Copy Verified Path: ${noVersion}`,
  copyReference: `Copy Reference: ${noVersion}`,
  copySnippet: `Copy Code Snippet: ${noVersion}`,
  exportArtifact: `Export Artifact: ${noVersion}`,
  openArtifact: `Open Artifact: ${noVersion}`,
};

// In this order: the window has no registry until the last test makes one.
describe("In a folder without a registry and without git", () => {
  it("the extension is not active until somebody asks for it", async () => {
    assert.equal(wasActiveAtStart, false);
    await extension.activate();
  });

  for (const [command, answer] of Object.entries(answers)) {
    it(`${command} says that there is nothing to choose from`, async () => {
      assert.equal(await run(command), undefined);
      assert.equal((await notification(answer)).kind, "information");
    });
  }

  it("the tree is empty, and its commands change nothing", async () => {
    for (const command of ["refresh", "groupByStage", "groupByModel", "sortByChange"]) {
      await run(command);
      assert.deepEqual(await labels(), []);
    }
  });

  it("there is nothing to verify", async () => {
    await run("verify");
    await notification(/ is as recorded: 0 events, 0 artifacts, 0 B\.$/);
  });

  it("nothing was written by any of that", async () => {
    assert.deepEqual(await readdir(folder.uri.fsPath), ["keras-wine.keras"]);
  });

  it("the first registration makes the registry, and says that there was no git", async () => {
    const registering = run("register", file("keras-wine.keras"));
    const name = await question("Register keras-wine.keras", 1);
    assert.equal(name.totalSteps, 3);
    await name.accept();
    await (await question("Register keras-wine.keras", 2)).accept();
    // Nothing lies near it; its data and its parent can be named all the same.
    const evidence = await question("Register keras-wine.keras", 3);
    await evidence.toggle("Other data…");
    await evidence.toggle("Made from another model…");
    await evidence.accept();
    const data = await question("Data that it was made with", 3);
    data.type("nowhere.csv");
    await data.choose("nowhere.csv");
    await notification(/^There is no file nowhere\.csv\./);
    const again = await question("Data that it was made with", 3);
    const labels = `wine@7=s3://bucket/wine.parquet#sha256:${"ab".repeat(32)}`;
    again.type(labels);
    await again.choose(labels);
    const added = await question("Data that it was made with", 3);
    assert.deepEqual(added.labels, ["Done", "Choose File…", "wine@7=s3://bucket/wine.parquet"]);
    await added.choose("Done");
    const parent = await question("Register keras-wine.keras", 3);
    parent.type("acme/wine-encoder");
    await parent.choose("acme/wine-encoder");
    await (await question("Relation to acme/wine-encoder", 3)).choose("Fine-tuned from");
    await registering;
    await notification("keras-wine 1 registered · 22.7 KB");
    const { recipe, madeFrom } = await show("keras-wine@1");
    assert.deepEqual(recipe.datasets, [
      {
        name: "wine",
        version: "7",
        uri: "s3://bucket/wine.parquet",
        digests: { sha256: "ab".repeat(32) },
        sha256: "ab".repeat(32),
      },
    ]);
    assert.deepEqual(madeFrom, [
      { relation: "finetuned-from", uri: "https://huggingface.co/acme/wine-encoder" },
    ]);
    assert.equal(recipe.git, undefined);
    assert.ok(recipe.missing.some(({ about }) => about === "git"));
    await rowAt("keras-wine", "1", "keras-wine.keras");
    assert.ok((await readdir(file(".model-registry").fsPath)).includes(".gitignore"));
  });
});
