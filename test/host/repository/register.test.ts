import assert from "node:assert/strict";
import { join } from "node:path";
import { DataTransfer, DataTransferItem, Uri, workspace } from "vscode";
import { run } from "../support/command.ts";
import { extension } from "../support/extension.ts";
import { dialog, fileDialog, notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { file, prepare, prepareOne, show, stages, storedFile } from "../support/registry.ts";
import { tab } from "../support/tabs.ts";
import { dropOnTree } from "../support/tree.ts";

describe("Register Model", () => {
  // From the second version on, a registration also asks what it was derived from.
  before(() => prepareOne("register-first", "more/torch-legacy.pt"));

  it("takes the Explorer's selection and what lies near it, as suggested", async () => {
    const model = file("models/tumor/model.onnx");
    const registering = run("register", model, [file("models/tumor/scaler.pkl"), model]);
    const name = await question("Register model.onnx", 1);
    assert.equal(name.totalSteps, 4);
    assert.equal(name.labels[0], "tumor");
    assert.equal(name.description("tumor"), "a new model");
    await name.accept();
    const description = await question("Register model.onnx", 2);
    description.type("A first baseline");
    await description.accept();
    const evidence = await question("Register model.onnx", 3);
    assert.deepEqual(evidence.ticked.toSorted(), [
      "data/tumor/test.csv",
      "data/tumor/train.csv",
      "models/tumor/metrics.json",
      "models/tumor/params.yaml",
      "requirements.txt",
    ]);
    await evidence.accept();
    await (await question("Register model.onnx", 4)).choose("None");
    await registering;

    const version = await show("tumor@1");
    assert.equal(version.stage, "None");
    assert.equal(version.description, "A first baseline");
    assert.equal(version.registeredBy.name, "Mira Okafor");
    assert.deepEqual(
      version.artifacts.map(({ path, role }) => [path, role]),
      [
        ["model.onnx", "model"],
        ["scaler.pkl", "preprocessor"],
      ],
    );
    assert.equal(version.recipe.metrics["test.auc"], 0.9753);
    assert.equal(version.recipe.parameters["model"], "logistic_regression");
    assert.equal(version.recipe.datasets.length, 2);
    assert.equal(version.recipe.git?.subject, "Train a baseline");
    assert.deepEqual(version.parents, []);
    const { buttons, text } = await notification(/^tumor 1 registered · /);
    assert.match(text, /^tumor 1 registered · 1\.1 KB · needs code · main@[0-9a-f]{7}$/);
    assert.deepEqual(buttons, ["Show", "Promote"]);
  });

  it("makes the next version of an existing model, derived from another, of what is ticked", async () => {
    await prepare("register-next", ["more/sklearn-ridge.joblib", "Staging", "Production"]);
    const registering = run("register", file("more/torch-script.pt"));
    await (await question("Register torch-script.pt", 1)).choose("register-next");
    await (await question("Register torch-script.pt", 2)).accept();
    const evidence = await question("Register torch-script.pt", 3);
    for (const label of evidence.ticked) await evidence.toggle(label);
    await evidence.toggle("models/tumor/metrics.json");
    await evidence.accept();
    await (await question("Register torch-script.pt", 4)).choose("register-next 1");
    await (await question("Relation to register-next 1", 4)).choose("Fine-tuned from");
    await registering;
    const version = await show("register-next@2");
    assert.deepEqual(
      version.parents.map(({ reference }) => reference),
      ["register-next@1"],
    );
    assert.equal(version.recipe.metrics["test.auc"], 0.9753);
    assert.deepEqual(version.recipe.datasets, []);
    assert.deepEqual(version.recipe.parameters, {});
    (await notification(/^register-next 2 registered/)).press("Compare with Production");
    await tab("Compare register-next 1, register-next 2");
  });

  it("takes a folder, and a name that is typed", async () => {
    const registering = run("register", file("more/hf-digit-reader"));
    const name = await question("Register hf-digit-reader", 1);
    name.type("register-folder");
    await name.choose("register-folder");
    await acceptRest("Register hf-digit-reader");
    await registering;
    const { artifacts } = await show("register-folder@1");
    assert.deepEqual(
      artifacts.map(({ path }) => path),
      ["README.md", "config.json", "model.safetensors"].map((path) => `hf-digit-reader/${path}`),
    );
    (await notification(/^register-folder 1 registered/)).press("Show");
    await tab("register-folder 1");
  });

  it("goes back with the answers kept, and leaves nothing when a question is closed", async () => {
    const registering = run("register", file("more/torch-module.pt"));
    const name = await question("Register torch-module.pt", 1);
    name.type("register-closed");
    await name.choose("register-closed");
    const description = await question("Register torch-module.pt", 2);
    description.type("kept");
    await description.accept();
    await (await question("Register torch-module.pt", 3)).back();
    const again = await question("Register torch-module.pt", 2);
    assert.equal(again.value, "kept");
    await again.back();
    const first = await question("Register torch-module.pt", 1);
    assert.equal(first.labels[0], "register-closed");
    await first.close();
    assert.equal(await registering, undefined);
    assert.deepEqual(await stages("register-closed"), {});
  });

  it("asks for the files when it is called without any, or with something else", async () => {
    for (const argument of [undefined, "models/tumor/model.onnx"]) {
      const registering = run("register", argument);
      const chooser = await fileDialog();
      assert.equal(chooser.options.canSelectMany, true);
      chooser.choose(file("more/torch-state.pt"));
      await (await question("Register torch-state.pt", 1)).close();
      assert.equal(await registering, undefined);
    }
    const registering = run("register");
    (await fileDialog()).dismiss();
    assert.equal(await registering, undefined);
  });

  it("says which version has these bytes already, and registers them again if told so", async () => {
    await prepareOne("register-identical", "more/sklearn-pipeline.pkl");
    const registering = registerAs("register-identical", "more/sklearn-pipeline.pkl");
    const message = await notification(
      /^These bytes are already registered as register-identical 1 \(None\)/,
    );
    assert.deepEqual(message.buttons, ["Show register-identical@1", "Register Anyway"]);
    assert.deepEqual(await stages("register-identical"), { 1: "None" });
    message.press("Register Anyway");
    await registering;
    assert.deepEqual(await stages("register-identical"), { 1: "None", 2: "None" });
    await notification(/^register-identical 2 registered/);
  });

  it("restores the bytes of a version that has lost them", async () => {
    await workspace.fs.writeFile(file("more/to-come-back.bin"), Buffer.from("weights, twice"));
    await prepareOne("register-restored", "more/to-come-back.bin");
    const [artifact] = (await show("register-restored@1")).artifacts;
    assert.ok(artifact);
    await workspace.fs.delete(storedFile(artifact.sha256));
    const registering = registerAs("register-restored", "more/to-come-back.bin");
    const done = await notification(
      /^The bytes of register-restored 1 are restored \(to-come-back\.bin\)\. No new version/,
    );
    assert.deepEqual(done.buttons, ["Show"]);
    await registering;
    await workspace.fs.stat(storedFile(artifact.sha256));
    assert.deepEqual(await stages("register-restored"), { 1: "None" });
  });

  it("shows the version that has these bytes already", async () => {
    await prepareOne("register-shown", "more/sklearn-forest-compressed.joblib");
    const registering = registerAs("register-shown", "more/sklearn-forest-compressed.joblib");
    (await notification(/^These bytes are already registered as register-shown 1/)).press(
      "Show register-shown@1",
    );
    await registering;
    await tab("register-shown 1");
    assert.deepEqual(await stages("register-shown"), { 1: "None" });
  });

  it("registers a pointer of Git LFS only if that is chosen, and says how to fetch the model", async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"ab".repeat(32)}\nsize 1000000\n`;
    await workspace.fs.writeFile(file("pointer.safetensors"), Buffer.from(pointer));
    const warning = "pointer.safetensors is not the model itself. Register it anyway?";
    const declined = run("register", file("pointer.safetensors"));
    const asked = await dialog(warning);
    assert.match(asked.detail ?? "", /git lfs pull --include=pointer\.safetensors/);
    asked.dismiss();
    assert.equal(await declined, undefined);
    assert.deepEqual(await stages("pointer"), {});
    const registering = run("register", file("pointer.safetensors"));
    (await dialog(warning)).press("Register Pointer");
    await (await question("Register pointer.safetensors", 1)).accept();
    await acceptRest("Register pointer.safetensors");
    await registering;
    await notification(/^pointer 1 registered .* It is only a pointer of Git LFS/);
  });

  it("offers the files that a model names as its parts, ticked", async () => {
    const weightMap = { weight_map: { a: "part-1.safetensors", b: "part-2.safetensors" } };
    const index = file("parts/digits.safetensors.index.json");
    await workspace.fs.writeFile(index, Buffer.from(JSON.stringify(weightMap)));
    await workspace.fs.writeFile(file("parts/part-1.safetensors"), Buffer.from("one"));
    const registering = run("register", index);
    const name = await question("Register digits.safetensors.index.json", 1);
    name.type("register-parts");
    await name.choose("register-parts");
    await (await question("Register digits.safetensors.index.json", 2)).accept();
    const found = await question("Register digits.safetensors.index.json", 3);
    assert.ok(found.ticked.includes("part-1.safetensors"));
    await found.accept();
    await (await question("Register digits.safetensors.index.json", 4)).choose("None");
    await registering;
    const { artifacts } = await show("register-parts@1");
    assert.deepEqual(
      artifacts.map(({ path }) => path),
      ["digits.safetensors.index.json", "part-1.safetensors"],
    );
    await notification(/^register-parts 1 registered .* (is not there|ends|possible)/);
  });

  it("registers a file that would run a program only if that is chosen", async () => {
    // A pickle that calls os.system when it is loaded. It never is.
    await workspace.fs.writeFile(file("hostile.pkl"), Buffer.from("cos\nsystem\n(S'true'\ntR."));
    const warning = "hostile.pkl is dangerous. Register it anyway?";
    const declined = run("register", file("hostile.pkl"));
    const asked = await dialog(warning);
    assert.match(asked.detail ?? "", /system/);
    asked.dismiss();
    assert.equal(await declined, undefined);
    assert.deepEqual(await stages("hostile"), {});
    const registering = run("register", file("hostile.pkl"));
    (await dialog(warning)).press("Register Dangerous File");
    await (await question("Register hostile.pkl", 1)).accept();
    await acceptRest("Register hostile.pkl");
    await registering;
    assert.deepEqual(await stages("hostile"), { 1: "None" });
    await notification(/^hostile 1 registered · \d+ B · dangerous · main@/);
  });

  it("refuses files that are not in the folder of the window", async () => {
    const outside = Uri.file(join(extension.extensionPath, "test/fixtures/models/scaler.pkl"));
    await run("register", outside);
    await notification(/^Can't register these files together: they are not in one folder/);
    await run("register", file("more/scaler.pkl"), [file("more/scaler.pkl"), outside]);
    await notification(/^Can't register these files together: they are not in one folder/);
  });

  it("names the file that is not there", async () => {
    const registering = run("register", file("more/gone.onnx"));
    await (await question("Register gone.onnx", 1)).accept();
    await acceptRest("Register gone.onnx");
    await registering;
    await notification(/gone\.onnx/);
    assert.deepEqual(await stages("gone"), {});
  });

  it("takes what is dropped on the tree", async () => {
    const data = new DataTransfer();
    const lines = ["# from the Explorer", file("more/torch-module.pt").toString()];
    data.set("text/uri-list", new DataTransferItem(lines.join("\r\n")));
    const dropping = dropOnTree(data);
    await (await question("Register torch-module.pt", 1)).close();
    await dropping;
  });
});

/** Registers one file under a name, all else as suggested. */
async function registerAs(model: string, path: string): Promise<unknown> {
  const title = `Register ${path.split("/").at(-1) ?? ""}`;
  const registering = run("register", file(path));
  await (await question(title, 1)).choose(model);
  await acceptRest(title);
  return registering;
}

/** Presses Enter at the questions after the first. */
async function acceptRest(title: string): Promise<void> {
  for (let step = 2; step <= 4; step += 1) await (await question(title, step)).accept();
}
