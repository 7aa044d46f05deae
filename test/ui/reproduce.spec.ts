/** “Reproduce Version…” from the version to the outcome that stands on its page. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { trainingScript } from "../workbench/training-script.ts";
import { expectAccessible } from "./support/accessible.ts";
import { actAsPerson, git, registry, run } from "./support/process.ts";
import { expect, test } from "./workbench.ts";
import type { TestWorkbench } from "./workbench.ts";

actAsPerson();

const node = JSON.stringify(process.execPath);

/** A workspace in which a training was run, whose model is registered with that command and another. */
async function trainedWorkspace(folder: string): Promise<string> {
  const workspace = join(folder, "training");
  await mkdir(join(workspace, "data"), { recursive: true });
  await writeFile(join(workspace, "train.mjs"), trainingScript);
  await writeFile(join(workspace, "params.json"), '{ "rate": 0.25 }\n');
  await writeFile(join(workspace, "data/train.csv"), "a,b\n1,2\n3,5\n");
  await writeFile(join(workspace, ".gitignore"), "models/\n");
  await git(workspace, "init", "--quiet", "--initial-branch", "main");
  await git(workspace, "add", ".");
  await git(workspace, "commit", "--quiet", "--message", "Add the training");
  await run(process.execPath, ["train.mjs"], { cwd: workspace });
  const facts = ["--metrics", "models/metrics.json", "--params", "params.json"];
  const data = ["--dataset", "data/train.csv", "--allow-identical"];
  const register = ["register", "models/model.safetensors", "--name", "fraud", ...facts, ...data];
  await registry(workspace, ...register, "--command", `${node} train.mjs`);
  await registry(workspace, ...register, "--command", `NOISE=0.25 ${node} train.mjs`);
  return workspace;
}

/** Confirms the command in the dialog that shows it. */
async function confirmCommand(
  workbench: TestWorkbench,
  title: string,
  line: string,
): Promise<void> {
  const dialog = await workbench.dialog(`Run the command that made ${title}?`);
  await expect(dialog).toContainText(line);
  await workbench.press(dialog, "Run Command");
}

test("a version is made again, and the outcome stands on its page", async ({
  workbench,
  folder,
}) => {
  await workbench.open(await trainedWorkspace(folder));
  await workbench.openView("Model Registry");
  await workbench.treeItem("fraud", /^fraud 1, None/);
  await workbench.command("Model Registry: Reproduce Version…");
  await (await workbench.quickInput("Reproduce Version")).pick("fraud 1");
  await confirmCommand(workbench, "fraud 1", "train.mjs");
  await workbench.answer("fraud 1: Reproduced bit by bit.", "Show Version");
  let page = await workbench.webview("fraud 1");
  let outcomes = page.getByRole("region", { name: "Reproductions" });
  await expect(outcomes).toContainText("Reproduced bit by bit");
  await outcomes.getByText("Details").click();
  await expect(outcomes).toContainText("model.safetensors");
  await expect(outcomes).toContainText("identical");
  await expect(outcomes).toContainText("0.9, as recorded");
  await outcomes.scrollIntoViewIfNeeded();
  await workbench.pictures("reproduced", () => expectAccessible(page));

  // From the page of the version, with a training that gives other weights.
  await (await workbench.treeItem("fraud", /^fraud 2, None/)).click();
  page = await workbench.webview("fraud 2");
  await page.getByRole("button", { name: "Reproduce…" }).click();
  await confirmCommand(workbench, "fraud 2", "NOISE=0.25");
  await workbench.notification(/fraud 2: Not reproduced: differs in /);
  outcomes = page.getByRole("region", { name: "Reproductions" });
  await expect(outcomes).toContainText("Not reproduced: differs in");
  await outcomes.getByText("Details").click();
  await expect(outcomes).toContainText("weights");
  await expect(outcomes).toContainText("1.15");
  await outcomes.scrollIntoViewIfNeeded();
  await workbench.pictures("reproduced-differing", () => expectAccessible(page));
  await workbench.answer(/fraud 2: Not reproduced: differs in /, "Remove Work Tree");
  expect(await git(join(folder, "training"), "status", "--porcelain")).toBe("");
});
