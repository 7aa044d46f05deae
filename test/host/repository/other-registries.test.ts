import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { workspace } from "vscode";
import { HubStandIn } from "../../workbench/hub-stand-in.ts";
import { run } from "../support/command.ts";
import { extension } from "../support/extension.ts";
import { dialog, fileDialog, notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { file, prepareOne, show } from "../support/registry.ts";
import { waitFor } from "../support/wait.ts";

const title = "Import from Another Tool";

/** Answers which repository of the hub, and with which token. */
async function answerHub(asking: string, repository: string, token: string): Promise<void> {
  for (const text of [repository, token]) {
    const asked = await question(asking);
    asked.type(text);
    await asked.accept();
  }
}

describe("Other registries", () => {
  it("of MLflow are looked at, chosen from and imported", async () => {
    await cp(
      join(extension.extensionPath, "test/fixtures/mlflow"),
      file("store-of-mlflow").fsPath,
      { recursive: true },
    );
    const importing = run("importFromOther");
    await (await question(title)).choose("MLflow folder…");
    (await fileDialog()).choose(file("store-of-mlflow/mlruns"));
    const models = await waitFor("the models of the store", async () => {
      const asked = await question(title);
      return asked.labels.includes("MLflow folder…") ? undefined : asked;
    });
    assert.deepEqual(models.ticked, ["churn", "fraud-detection-model", "5 runs"]);
    // Other tests of this window look at its runs.
    await models.toggle("churn");
    await models.toggle("5 runs");
    await models.accept();
    await importing;
    await notification(/^Imported: \d+ versions?, 0 runs/);
    const { stage, recipe } = await show("fraud-detection-model@1");
    assert.deepEqual([stage, recipe.metrics["loss"]], ["Archived", 0.02]);
  });

  it("of W&B and DVC give their runs", async () => {
    for (const [label, fixture, place] of [
      ["Runs of Weights & Biases…", "wandb", "wandb"],
      ["Stages of DVC…", "dvc", "dvc/dvc.lock"],
    ] as const) {
      await cp(
        join(extension.extensionPath, "test/fixtures", fixture),
        file(`runs-of-tools/${fixture}`).fsPath,
        { recursive: true },
      );
      const importing = run("importFromOther");
      await (await question(title)).choose(label);
      (await fileDialog()).choose(file(`runs-of-tools/${place}`));
      const found = await waitFor("the runs that were found", async () => {
        const asked = await question(title);
        return asked.labels.includes(label) ? undefined : asked;
      });
      assert.ok(found.ticked.some((each) => / runs?$/.test(each)));
      await found.accept();
      await importing;
      await notification(/^Imported: 0 versions, \d+ runs?/);
    }
  });

  it("of the Hugging Face Hub give a model and get a version, with the token that was asked for", async () => {
    const hub = new HubStandIn("hf_of_this_test");
    const own = process.env["HF_TOKEN"];
    try {
      process.env["HF_ENDPOINT"] = await hub.start();
      process.env["HF_HOME"] = file("no-home-of-the-hub").fsPath;
      process.env["HF_TOKEN"] = "";
      // Bytes that no other test registers.
      await workspace.fs.writeFile(file("more/hub.onnx"), Buffer.from("weights for the hub"));
      const version = await prepareOne("to-hub", "more/hub.onnx");
      const publishing = run("publishToHub", version);
      await answerHub("Publish to Hugging Face Hub", "org/from-editor", "hf_of_this_test");
      (await dialog(/^Publish to-hub 1 to .*\/org\/from-editor\?$/)).press("Publish");
      await publishing;
      await notification(/^to-hub 1 is at .*\/org\/from-editor, commit [0-9a-f]{7}\.$/);
      const files = hub.repositories.get("org/from-editor")?.at(-1)?.files;
      assert.deepEqual([...(files?.keys() ?? [])].sort(), ["README.md", "hub.onnx"]);

      const importing = run("importFromOther");
      await (await question(title)).choose("Model on the Hugging Face Hub…");
      await answerHub(title, "hf://org/from-editor", "hf_of_this_test");
      const models = await question(title);
      assert.deepEqual(models.ticked, ["from-editor"]);
      await models.accept();
      await importing;
      await notification(/^Imported: 1 version, 0 runs/);
      const { artifacts } = await show("from-editor@1");
      assert.deepEqual(artifacts.map(({ path }) => path).sort(), [
        "from-editor/README.md",
        "from-editor/hub.onnx",
      ]);
      const tokens = new Set(hub.requests.map(({ authorization }) => authorization));
      assert.deepEqual([...tokens].filter(Boolean), ["Bearer hf_of_this_test"]);
    } finally {
      hub.stop();
      delete process.env["HF_ENDPOINT"];
      delete process.env["HF_HOME"];
      if (own === undefined) delete process.env["HF_TOKEN"];
      else process.env["HF_TOKEN"] = own;
    }
  });

  it("get a version once it is confirmed, with the token that was asked for", async () => {
    // Bytes that no other test registers.
    await workspace.fs.writeFile(file("more/published.bin"), Buffer.from("weights to publish"));
    const version = await prepareOne("to-publish", "more/published.bin");
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method ?? ""} ${request.headers.authorization ?? ""}`);
      response.writeHead(404, { "Content-Type": "application/json" });
      response.end('{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "it is not there"}');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const publishing = run("publishToServer", version);
    const address = await question("Publish to MLflow Server");
    address.type(url);
    await address.accept();
    const token = await waitFor("the question for the token", async () => {
      const next = await question("Publish to MLflow Server");
      return next.value === url ? undefined : next;
    });
    token.type("s3cret");
    await token.accept();
    (await dialog(`Publish to-publish 1 to ${url}?`)).press("Don't Publish");
    await publishing;
    server.close();
    assert.ok(asked.length > 0);
    assert.deepEqual([...new Set(asked)], ["GET Bearer s3cret"]);
  });
});
