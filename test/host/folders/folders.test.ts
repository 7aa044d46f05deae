import assert from "node:assert/strict";
import { Uri, workspace } from "vscode";
import * as z from "zod";
import { run } from "../support/command.ts";
import { notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { prepare } from "../support/registry.ts";
import { pageTabs, tab } from "../support/tabs.ts";
import { labels, rowAt } from "../support/tree.ts";

const [first, second] = workspace.workspaceFolders ?? [];
assert.ok(first && second);

describe("In a workspace of two folders", () => {
  before(async () => {
    await prepare("forest", ["sklearn-forest.onnx", "Staging", "Production"]);
    const registering = run("register", Uri.joinPath(second.uri, "digits.npz"));
    await (await question("Register digits.npz", 1)).accept();
    for (const step of [2, 3]) await (await question("Register digits.npz", step)).accept();
    await registering;
    await notification(/^digits 1 registered/);
  });

  it("the tree shows the folders first", async () => {
    assert.deepEqual(await labels(), ["first", "second"]);
    assert.deepEqual(await labels(await rowAt("first")), ["forest"]);
    assert.deepEqual(await labels(await rowAt("second")), ["digits"]);
  });

  it("each folder has a registry of its own, and the palette offers the versions of both", async () => {
    const showing = run("showVersion");
    const choice = await question("Show Version");
    assert.deepEqual(choice.labels, ["forest 1", "digits 1"]);
    await choice.choose("digits 1");
    await showing;
    await tab("digits 1");
  });

  it("files of different folders are not registered together", async () => {
    const model = Uri.joinPath(first.uri, "sklearn-forest.onnx");
    await run("register", model, [model, Uri.joinPath(second.uri, "digits.npz")]);
    await notification(/^Can't register these files together: they are not in one folder/);
  });

  it("versions of different folders are not compared", async () => {
    const comparing = run("compare");
    const choice = await question("Compare Versions");
    await choice.toggle("forest 1");
    await choice.toggle("digits 1");
    await choice.accept();
    await comparing;
    await notification(/^These versions are in registries of different folders\./);
    assert.equal(pageTabs("compare").length, 0);
  });

  it("all registries are verified", async () => {
    assert.equal(z.array(z.unknown()).parse(await run("verify")).length, 2);
    await notification(/^first is as recorded: /);
    await notification(/^second is as recorded: /);
  });
});
