import assert from "node:assert/strict";
import { run } from "../support/command.ts";
import { extension } from "../support/extension.ts";
import { dialog, notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { colleague, prepareOne, show } from "../support/registry.ts";
import { tab } from "../support/tabs.ts";
import { labels, rowAt, rowSaying } from "../support/tree.ts";
import { waitFor } from "../support/wait.ts";

describe("Rename Model", () => {
  it("gives a model another name, checked as it is typed; the former one finds it", async () => {
    await prepareOne("naming", "more/digits.npz");
    await colleague("create", "naming-taken");
    await rowSaying(/^no versions yet$/, "naming-taken");
    const { node } = await rowAt("naming");
    const renaming = run("renameModel", node);
    const name = await question("Rename naming");
    for (const [text, problem] of [
      ["naming-taken", /There is a model named naming-taken/],
      ["a\u200Bb", /an invisible character/],
      ["", /“” can't be a model name/],
      ["a@b", /“a@b” can't be a model name/],
    ] as const) {
      name.type(text);
      await name.accept();
      await waitFor(`a problem like ${String(problem)}`, () =>
        problem.test(name.problem ?? "") ? true : undefined,
      );
    }
    name.type("renamed");
    await name.accept();
    await renaming;
    await notification("naming is called renamed now.");
    await rowAt("renamed", "1");
    const found = await show("naming@1");
    assert.equal(found.reference, "renamed@1");
    assert.match(JSON.stringify(found.history), /Renamed from naming to renamed/);
  });

  it("changes nothing when the name stays", async () => {
    await prepareOne("naming-not", "more/digits.npz");
    const { node } = await rowAt("naming-not");
    const renaming = run("renameModel", node);
    await (await question("Rename naming-not")).accept();
    assert.equal(await renaming, undefined);
  });
});

describe("Rename Model by F2", () => {
  it("is about the row that is selected, of a version its model", async () => {
    await prepareOne("naming-key", "more/digits.npz");
    const { node } = await rowAt("naming-key", "1");
    await run("showInTree", node);
    const manifest = extension.packageJSON as {
      readonly contributes: {
        readonly keybindings: readonly {
          readonly command: string;
          readonly key: string;
          readonly args?: string;
        }[];
      };
    };
    const binding = manifest.contributes.keybindings.find(
      ({ command }) => command === "modelRegistry.renameModel",
    );
    assert.equal(binding?.key, "f2");
    const renaming = run("renameModel", binding.args);
    const name = await question("Rename naming-key");
    name.type("named-by-key");
    await name.accept();
    await renaming;
    await notification("naming-key is called named-by-key now.");
  });
});

describe("Create Model", () => {
  it("makes a model without versions; its name is checked as it is typed", async () => {
    await prepareOne("creating-taken", "more/digits.npz");
    const creating = run("createModel");
    const name = await question("Create Model", 1);
    for (const [text, problem] of [
      ["creating-taken", /There is a model named creating-taken/],
      ["", /“” can't be a model name/],
    ] as const) {
      name.type(text);
      await name.accept();
      await waitFor(`a problem like ${String(problem)}`, () =>
        problem.test(name.problem ?? "") ? true : undefined,
      );
    }
    name.type("created");
    await name.accept();
    const description = await question("Create Model", 2);
    description.type("Scores each payment");
    await description.accept();
    await creating;
    await notification("The model created was created. It has no versions yet.");
    await rowSaying(/^no versions yet$/, "created");
  });

  it("makes nothing when it is closed", async () => {
    const creating = run("createModel");
    const name = await question("Create Model", 1);
    name.type("never-made");
    await name.accept();
    await (await question("Create Model", 2)).close();
    assert.equal(await creating, undefined);
    assert.equal((await labels()).includes("never-made"), false);
  });
});

describe("Delete Model", () => {
  it("takes a model without versions out of the tree", async () => {
    await colleague("create", "empty-model");
    const { node, item } = await rowSaying(/^no versions yet$/, "empty-model");
    assert.match(item.contextValue ?? "", /^model.* isEmpty$/);
    const keeping = run("deleteModel", node);
    (await dialog("Delete the model empty-model?")).dismiss();
    assert.equal(await keeping, undefined);
    const deleting = run("deleteModel", node);
    (await dialog("Delete the model empty-model?")).press("Delete");
    await deleting;
    await notification("The model empty-model was deleted.");
    await waitFor("a tree without the model", async () => {
      return (await labels()).includes("empty-model") ? undefined : true;
    });
  });
});

describe("Show Version by Ctrl+Enter", () => {
  it("is about the row that is selected", async () => {
    await prepareOne("opened-by-key", "more/digits.npz");
    const { node } = await rowAt("opened-by-key", "1");
    await run("showInTree", node);
    await run("showVersion", "selection");
    await tab("opened-by-key 1");
  });
});
