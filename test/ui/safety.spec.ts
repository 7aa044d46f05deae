/**
 * Tests of things that must not happen: half-registered models, stale windows, writes in Restricted
 * Mode.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { registry } from "./support/process.ts";
import { register } from "./support/register.ts";
import { expect, test } from "./support/sample.ts";

test.use({ sharedWindow: "safety" });

/** The ledger's text and what is being staged. */
async function traces(folder: string): Promise<{ ledger: string; staged: readonly string[] }> {
  const root = join(folder, ".model-registry");
  const files = (await readdir(join(root, "ledger"))).sort();
  const texts = await Promise.all(
    files.map((file) => readFile(join(root, "ledger", file), "utf8")),
  );
  return { ledger: texts.join(), staged: await readdir(join(root, "artifacts", "staging")) };
}

test("Escape at any question leaves nothing behind, and Back keeps the answers", async ({
  workbench,
  sample,
}) => {
  const before = await traces(sample);
  await workbench.open(sample);
  for (let last = 1; last <= 4; last += 1) {
    const file = await workbench.explorerItem("models/wine/model.onnx");
    await workbench.contextMenu(file, "Register Model…");
    for (let step = 1; step < last; step += 1) {
      await (await workbench.quickInput(`(${step}/4)`)).accept();
    }
    const input = await workbench.quickInput(`(${last}/4)`);
    await input.cancel();
    await input.gone();
  }
  const file = await workbench.explorerItem("models/wine/model.onnx");
  await workbench.contextMenu(file, "Register Model…");
  await (await workbench.quickInput("(1/4)")).accept();
  const description = await workbench.quickInput("(2/4)");
  await description.type("kept");
  await description.accept();
  await (await workbench.quickInput("(3/4)")).back();
  await expect((await workbench.quickInput("(2/4)")).input).toHaveValue("kept");
  await description.cancel();
  await description.gone();
  expect(await traces(sample)).toEqual({ ...before, staged: [] });
});

test("what another window and the command line register shows up without a reload", async ({
  workbench,
  sample,
}) => {
  await workbench.open(sample);
  await workbench.openView("Model Registry");
  await workbench.treeItem("tumor-screening", "2");
  const other = await workbench.newWindow();
  await other.open(sample);
  await register(other, "models/wine/model.onnx", 4);
  await other.notification("wine 1 registered");
  await workbench.treeItem("wine", /^wine 1, None/);
  await registry(sample, "register", "models/wine/model.pkl", "--name", "wine");
  for (const window of [workbench, other]) {
    await window.openView("Model Registry");
    await window.treeItem("wine", /^wine 2, None/);
    await expect(window.statusBarItem("4 models")).toBeVisible();
  }
});

test.describe("in Restricted Mode", () => {
  test.use({ trust: true, sharedWindow: undefined });

  test("the registry can be read and nothing is offered that writes", async ({
    workbench,
    sample,
  }) => {
    const before = await traces(sample);
    await workbench.open(sample, {
      settings: { "security.workspace.trust.startupPrompt": "never" },
    });
    await workbench.openView("Model Registry");
    const version = await workbench.treeItem("tumor-classifier", "5");
    await version.click();
    const page = await workbench.webview("tumor-classifier 5");
    await expect(page.getByRole("heading", { name: "Metrics" })).toBeVisible();
    for (const name of [/Roll back/, /Export/]) {
      await expect(page.getByRole("button", { name })).toHaveCount(0);
    }
    await expect(page.getByRole("button", { name: "Lineage" })).toBeVisible();
    const entries = await workbench.contextMenuOffers(version);
    expect(entries).toContain("Compare Versions…");
    for (const entry of ["Archive…", "Roll Back…", "Export Artifact…"]) {
      expect(entries).not.toContain(entry);
    }
    const offers = await workbench.paletteOffers("Model Registry:");
    expect(offers).toContain("Model Registry: Compare Versions…");
    expect(offers).not.toContain("Model Registry: Register Model…");
    expect(offers).not.toContain("Model Registry: Import Versions…");
    expect(offers).not.toContain("Model Registry: Promote…");
    expect(await traces(sample)).toEqual(before);
  });
});
