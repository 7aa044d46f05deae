/** An unchanged training script that uses MLflow's client, run in VS Code's terminal. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mlflowRequirements } from "../workbench/python-requirements.ts";
import { setUpPython } from "../workbench/setup.ts";
import { expect, test } from "./support/sample.ts";

/** Trains until somebody has seen it, which the test says with a file. */
const script = `import json
import pathlib
import time

import mlflow

mlflow.set_experiment("terminal")
with mlflow.start_run(run_name="by hand") as run:
    mlflow.log_param("depth", 6)
    for step in range(20):
        mlflow.log_metric("val.auc", 0.5 + step / 50, step=step)
    while not pathlib.Path("seen").exists():
        time.sleep(0.1)
    pathlib.Path("weights.json").write_text(json.dumps({"weights": [3, 1, 4, 1, 5]}))
    mlflow.log_artifact("weights.json", "model")
client = mlflow.MlflowClient()
client.create_registered_model("by-hand")
client.create_model_version("by-hand", f"runs:/{run.info.run_id}/model", run.info.run_id)
`;

test("a script in the terminal appears as a live run and, registered, in the sidebar", async ({
  workbench,
  sample,
}) => {
  // Whichever suite comes first installs MLflow, once, which takes minutes on a busy machine.
  test.setTimeout(1_800_000);
  const python = await setUpPython(mlflowRequirements);
  await writeFile(join(sample, "train.py"), script);
  await workbench.open(sample);
  await workbench.openView("Model Registry");
  await workbench.command("Model Registry: Start MLflow Server");
  await workbench.notification(/^MLflow's clients reach this registry at http:/);

  await workbench.command("Terminal: Create New Terminal");
  const terminal = workbench.page.locator(".terminal.xterm");
  await expect(terminal).toHaveClass(/focus/);
  await workbench.page.keyboard.type(`"${python}" train.py`);
  await workbench.page.keyboard.press("Enter");

  await workbench.treeItem("terminal", /^Run by hand, running, val\.auc 0\.88, step 19/);
  await workbench.pictures("run-from-terminal");
  await writeFile(join(sample, "seen"), "");
  await workbench.treeItem("terminal", /^Run by hand, finished/);
  await workbench.treeItem("by-hand", /^by-hand 1, None/);
  await workbench.pictures("registered-from-terminal");
});
