import assert from "node:assert/strict";
import { workspace } from "vscode";
import { run } from "../support/command.ts";
import { fileDialog, notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { colleague, file, prepare } from "../support/registry.ts";
import { tab } from "../support/tabs.ts";
import { rowAt } from "../support/tree.ts";
import { waitFor } from "../support/wait.ts";

describe("Show Changelog", () => {
  before(async () => {
    await prepare("logged", ["more/sklearn-forest.onnx"], ["more/sklearn-network.onnx"]);
    // One to choose from.
    await prepare("logged-beside", ["more/digits.npz"]);
  });

  it("of a model in the tree, as a preview that can be saved", async () => {
    const { node } = await rowAt("logged");
    assert.equal(await run("showChangelog", node), "logged");
    await tab("Preview CHANGELOG of logged.md");
    const target = file("LOGGED.md");
    (await notification(/^The changelog of logged follows its registry/)).press("Save…");
    (await fileDialog()).choose(target);
    await notification("Saved 2 versions to LOGGED.md.");
    const text = Buffer.from(await workspace.fs.readFile(target)).toString();
    assert.match(text, /^# Changelog of logged\n/);
    assert.match(text, /## 2 - .*### Breaking\n\n.*input input: float32\\\[\?, 30\\\] → /s);
    await workspace.fs.delete(target);
  });

  it("of a model that is chosen, and the document follows the registry", async () => {
    const showing = run("showChangelog");
    await (await question("Show Changelog")).choose("logged");
    assert.equal(await showing, "logged");
    const shown = (): string | undefined =>
      workspace.textDocuments
        .find(({ uri }) => uri.scheme === "model-registry" && uri.path.endsWith("of logged.md"))
        ?.getText();
    await waitFor("the document", () => (shown()?.includes("## 2 - ") ? true : undefined));
    await colleague("annotate", "logged@2", "--known-issues", "Slow on ARM");
    await waitFor("the new text", () => (shown()?.includes("Slow on ARM") ? true : undefined));
  });

  it("of the model of a version", async () => {
    const { node } = await rowAt("logged", "1");
    assert.equal(await run("showChangelog", node), "logged");
  });
});
