import assert from "node:assert/strict";
import { run } from "../support/command.ts";
import { dialog, notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { colleague, prepareOne, show } from "../support/registry.ts";
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
      ["a\u200Bb", /a character that is not seen/],
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
