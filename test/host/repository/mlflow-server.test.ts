import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { env, window } from "vscode";
import * as z from "zod";
import { run } from "../support/command.ts";
import { notification } from "../support/messages.ts";
import { file } from "../support/registry.ts";
import { waitFor } from "../support/wait.ts";

const Address = z.object({ url: z.string(), token: z.string() });

describe("Start MLflow Server", () => {
  it("serves the registry, and new terminals know it", async () => {
    const { url, token } = Address.parse(await run("startMlflowServer"));
    const told = await notification(
      /^MLflow's clients reach this registry at http:\/\/127\.0\.0\.1/,
    );
    assert.deepEqual(told.buttons, ["Copy Variables", "Copy Notebook Cell", "Stop Server"]);
    told.press("Copy Variables");
    const variables = `export MLFLOW_TRACKING_URI=${url} MLFLOW_TRACKING_TOKEN=${token}`;
    await waitFor("the variables", async () => (await env.clipboard.readText()) === variables);

    const models = `${url}/api/2.0/mlflow/registered-models/search`;
    assert.equal((await fetch(models)).status, 401);
    const authorization = `Bearer ${token}`;
    assert.equal((await fetch(models, { headers: { authorization } })).status, 200);

    const terminal = window.createTerminal({ name: "mlflow" });
    terminal.sendText('echo "$MLFLOW_TRACKING_URI $MLFLOW_TRACKING_TOKEN" > mlflow.env', true);
    const text = (): Promise<string> => readFile(file("mlflow.env").fsPath, "utf8").catch(() => "");
    await waitFor(
      "the variables in a terminal",
      async () => (await text()) === `${url} ${token}\n`,
    );
    terminal.dispose();

    // It is the same one as long as it runs.
    assert.deepEqual(await run("startMlflowServer"), { url, token });
    (await notification(/^MLflow's clients reach/)).press("Copy Notebook Cell");
    const cell = await waitFor("the cell", async () => {
      const text = await env.clipboard.readText();
      return text.startsWith("#") ? text : undefined;
    });
    assert.ok(cell.includes(`os.environ["MLFLOW_TRACKING_URI"] = "${url}"`));
    assert.ok(cell.includes(`os.environ["MLFLOW_TRACKING_TOKEN"] = "${token}"`));
    await run("stopMlflowServer");
    await assert.rejects(fetch(`${url}/health`));
    assert.equal(await run("stopMlflowServer"), undefined);
  });
});
