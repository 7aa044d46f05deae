/** Training runs in the sidebar and on their page, live while a program trains. */
import { spawn, type ChildProcess } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expectAccessible } from "./support/accessible.ts";
import { commandLine } from "./support/process.ts";
import { expect, test } from "./support/sample.ts";

/** Writes entries as a training program does, and waits to be told to go on. */
function startTraining(folder: string): {
  log: (entry: object) => void;
  end: () => Promise<void>;
} {
  const args = [commandLine, "run", "attach", "--experiment", "churn", "--name", "nightly"];
  const child: ChildProcess = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ["pipe", "ignore", "inherit"],
  });
  const log = (entry: object): void => {
    child.stdin?.write(`${JSON.stringify(entry)}\n`);
  };
  const end = async (): Promise<void> => {
    const exited = new Promise((resolve) => child.once("exit", resolve));
    log({ end: "finished" });
    child.stdin?.end();
    await exited;
  };
  return { log, end };
}

test("a run is followed while it trains, and its model registered @smoke", async ({
  workbench,
  sample,
}) => {
  await workbench.open(sample);
  await workbench.openView("Model Registry");
  const training = startTraining(sample);
  training.log({ params: { depth: 6, learning_rate: 0.05, optimizer: "adam" } });
  for (let step = 0; step < 400; step += 1) {
    const loss = 1 / (1 + step / 40) + Math.sin(step) / 60;
    training.log({ metrics: { loss, "val.auc": 0.95 - loss / 4 }, step });
  }
  const row = await workbench.treeItem("churn", /^Run nightly, running, val\.auc 0\.\d+, step 399/);
  await row.click();
  const page = await workbench.webview("nightly");
  await expect(page.getByRole("heading", { name: "nightly" })).toBeVisible();
  await expect(page.getByText("Running", { exact: true })).toBeVisible();
  await expect(page.getByRole("application", { name: /^Line chart: val\.auc/ })).toBeVisible();
  training.log({ metrics: { loss: 0.01 }, step: 400 });
  await expect(page.getByRole("row", { name: /^loss 0\.01 / })).toBeVisible();
  await expectAccessible(page);
  await workbench.pictures("run-live", undefined, ["light", "dark", "hc"]);

  await writeFile(join(sample, "churn.json"), '{"weights": [1, 2, 3]}');
  training.log({ artifacts: [join(sample, "churn.json")], tags: { team: "risk" } });
  await training.end();
  await expect(page.getByText("Finished", { exact: true })).toBeVisible();
  await expect(page.getByText("sealed")).toBeVisible();
  const finished = await workbench.treeItem("churn", /^Run nightly, finished/);
  await workbench.pictures("run-finished");

  await workbench.contextMenu(finished, "Compare with Versions…");
  const versions = await workbench.quickInput("Compare with Versions");
  for (const version of ["tumor-classifier 6", "tumor-classifier 5"]) {
    await versions.type(version);
    await versions.item(version).getByRole("checkbox").click();
  }
  await versions.input.press("Enter");
  const compared = await workbench.webview(
    "Compare tumor-classifier 6, tumor-classifier 5, nightly",
  );
  const heads = compared.getByRole("columnheader");
  await expect(heads.filter({ hasText: "nightly" })).toHaveCount(1);
  await expect(heads.filter({ hasText: "Version 6" })).toHaveCount(1);
  // What only the run has stands beside what only the versions have.
  await expect(compared.getByRole("row", { name: /^loss .* – – 0\.01/ })).toBeVisible();
  await expectAccessible(compared);
  await workbench.pictures("run-beside-versions", undefined, ["light", "dark", "hc"]);
});
