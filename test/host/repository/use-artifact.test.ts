import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { env, window, workspace } from "vscode";
import { run } from "../support/command.ts";
import { dialog, fileDialog, notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { file, folder, prepare, prepareOne } from "../support/registry.ts";
import { rowAt } from "../support/tree.ts";
import { waitFor } from "../support/wait.ts";

/** Asserts that the command answered and copied the path of exactly these bytes. */
async function assertCopiedPath(answer: unknown, original: string): Promise<void> {
  assert.ok(typeof answer === "string");
  assert.equal(await env.clipboard.readText(), answer);
  assert.deepEqual(await readFile(answer), await readFile(file(original).fsPath));
}

describe("Copy Production Path", () => {
  it("copies the path of the verified bytes", async () => {
    await prepare(
      "production-path",
      ["more/sklearn-ridge.joblib", "Staging", "Production"],
      ["more/scaler.pkl"],
    );
    const answer = await run("copyProductionPath", (await rowAt("production-path")).node);
    await assertCopiedPath(answer, "more/sklearn-ridge.joblib");
    await notification("Copied the path of sklearn-ridge.joblib of production-path 1, verified.");
  });

  it("offers, from the palette, the models that are in Production", async () => {
    await prepareOne("production-not", "more/scaler.pkl");
    await prepareOne("production-one", "more/scaler.pkl", "Staging", "Production");
    await prepareOne("production-two", "more/digits.npz", "Staging", "Production");
    const copying = run("copyProductionPath");
    const choice = await question("Copy Production Path");
    assert.ok(!choice.labels.includes("production-not"));
    await choice.choose("production-two");
    await assertCopiedPath(await copying, "more/digits.npz");
    await notification(/^Copied the path of digits\.npz of production-two 1/);
  });

  it("says that nothing is in Production", async () => {
    const version = await prepareOne("production-none", "more/scaler.pkl");
    assert.equal(await run("copyProductionPath", version), undefined);
    await notification(/production-none/);
  });
});

describe("Copy Verified Path", () => {
  it("copies that of a version's model, and of one artifact", async () => {
    const version = await prepareOne("path", "more/mlflow-wine");
    const { node } = await rowAt("path", "1", "mlflow-wine/conda.yaml");
    await assertCopiedPath(await run("copyPath", node), "more/mlflow-wine/conda.yaml");
    await notification("Copied the path of mlflow-wine/conda.yaml of path 1, verified.");
    const path = await run("copyPath", version);
    assert.ok(typeof path === "string" && basename(path) === "mlflow-wine");
    const model = file("more/mlflow-wine/model.pkl").fsPath;
    assert.deepEqual(await readFile(join(path, "model.pkl")), await readFile(model));
    await notification("Copied the path of mlflow-wine of path 1, verified.");
  });
});

describe("Copy Reference", () => {
  it("copies what a command line takes", async () => {
    const version = await prepareOne("reference", "more/scaler.pkl");
    assert.equal(await run("copyReference", version), "reference@1");
    assert.equal(await env.clipboard.readText(), "reference@1");
  });
});

describe("Copy Code Snippet", () => {
  it("follows Production where the version is there, and names the version where not", async () => {
    const [first, second] = await prepare(
      "snippet",
      ["more/scaler.pkl", "Staging", "Production"],
      ["more/digits.npz"],
    );
    const copying = run("copySnippet", first);
    await (await question("Copy code for snippet@Production")).choose("Python Package");
    const python = await copying;
    assert.match(String(python), /registry\.(?:load|resolve)\("snippet@Production"\)/);
    assert.equal(await env.clipboard.readText(), python);
    const copyingShell = run("copySnippet", second);
    await (await question("Copy code for snippet@2")).choose("Shell");
    assert.equal(await copyingShell, `path="$(model-registry resolve 'snippet@2')"\n`);
  });
});

describe("Export Artifact", () => {
  it("copies a version's files to a folder, and asks before it replaces any", async () => {
    const version = await prepareOne("export", "more/mlflow-wine");
    const destination = file("exported");
    await workspace.fs.createDirectory(destination);
    const exporting = run("exportArtifact", version);
    const chooser = await fileDialog();
    assert.equal(chooser.options.title, "Export export 1: choose the folder it is copied to");
    assert.equal(chooser.options.canSelectFolders, true);
    chooser.choose(destination);
    const files = await exporting;
    assert.ok(Array.isArray(files) && files.length === 5);
    for (const name of ["MLmodel", "conda.yaml", "model.pkl"]) {
      assert.deepEqual(
        await readFile(file(`exported/mlflow-wine/${name}`).fsPath),
        await readFile(file(`more/mlflow-wine/${name}`).fsPath),
      );
    }
    await notification("Exported export 1 to exported, verified.");

    await workspace.fs.writeFile(file("exported/mlflow-wine/MLmodel"), Buffer.from("mine"));
    const again = run("exportArtifact", version);
    (await fileDialog()).choose(destination);
    (await dialog(/^Replace mlflow-wine\/MLmodel, .*\?$/)).dismiss();
    assert.equal(await again, undefined);
    const mine = await readFile(file("exported/mlflow-wine/MLmodel").fsPath, "utf8");
    assert.equal(mine, "mine");
  });

  it("copies one artifact, in place of another file where that is confirmed", async () => {
    await prepareOne("export-one", "more/hf-digit-reader");
    const { node } = await rowAt("export-one", "1", "hf-digit-reader/config.json");
    const destination = file("exported-one");
    await workspace.fs.createDirectory(destination);
    for (const times of [1, 2]) {
      const exporting = run("exportArtifact", node);
      (await fileDialog()).choose(destination);
      if (times === 2) {
        (await dialog("Replace hf-digit-reader/config.json?")).press("Replace");
      }
      assert.ok(Array.isArray(await exporting));
      await notification(/^Exported hf-digit-reader\/config\.json to exported-one, verified\.$/);
    }
    const entries = await workspace.fs.readDirectory(file("exported-one/hf-digit-reader"));
    assert.deepEqual(
      entries.map(([name]) => name),
      ["config.json"],
    );
  });

  it("does nothing when no folder is chosen", async () => {
    const version = await prepareOne("export-none", "more/scaler.pkl");
    const exporting = run("exportArtifact", version);
    (await fileDialog()).dismiss();
    assert.equal(await exporting, undefined);
  });
});

describe("Open Artifact", () => {
  it("shows the stored bytes in an editor", async () => {
    await prepareOne("open", "more/mlflow-wine");
    await run("openArtifact", (await rowAt("open", "1", "mlflow-wine/MLmodel")).node);
    const document = await waitFor(
      "the text of the artifact",
      () => window.activeTextEditor?.document,
    );
    assert.ok(document.uri.fsPath.startsWith(file(".model-registry/snapshots").fsPath));
    assert.equal(
      document.getText(),
      await readFile(file("more/mlflow-wine/MLmodel").fsPath, "utf8"),
    );
  });

  it("asks for a version when it gets none", async () => {
    await prepareOne("open-asks", "more/scaler.pkl");
    const opening = run("openArtifact", { folder: folder.uri.toString() });
    await (await question("Open Artifact")).close();
    await opening;
    assert.equal(window.activeTextEditor, undefined);
  });
});
