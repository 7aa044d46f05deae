/** Versions that were kept by hand become a history. */
import type { FrameLocator, Locator } from "@playwright/test";
import { dangerous, write } from "../unit/support/kept-files.ts";
import { expect, test } from "./workbench.ts";
import type { TestWorkbench } from "./workbench.ts";

/** A pickle of one small number: `pickle.dumps(n, 0)`. */
function pickle(value: number): string {
  return `I${value}\n.`;
}

/** Files that a person leaves behind who has not heard of registries. */
const byHand = {
  "kept/model_v1.pkl": pickle(1),
  "kept/scaler_v1.pkl": pickle(11),
  "kept/model_v1_metrics.json": '{ "auc": 0.81 }\n',
  "kept/model_v2_final.pkl": pickle(2),
  "kept/model_v2_FINAL2.pkl": pickle(3),
  "kept/model_v2_FINAL2_metrics.json": '{ "auc": 0.87, }\n',
  "kept/model_2024-03-01.pkl": pickle(4),
  "kept/demo.pkl": dangerous,
  "kept/version.txt": "model_v1.pkl: 1.0.0\ncurrent: model_v2_final.pkl\n",
};

/** Right-click, “Import Versions…”; what the empty registry offers shows that all is loaded. */
async function openImport(workbench: TestWorkbench): Promise<FrameLocator> {
  await workbench.openView("Model Registry");
  const offer = workbench.page.locator(".welcome-view").getByText("Import Versions…");
  await expect(offer).toBeVisible();
  await workbench.openView("Explorer");
  await workbench.contextMenu(await workbench.explorerItem("kept"), "Import Versions…");
  return workbench.webview("Import Versions");
}

/** The rows that are imported, as they are numbered, and the others. */
async function order(page: FrameLocator): Promise<readonly string[]> {
  const rows = await page.locator("tr[data-path]").all();
  return Promise.all(
    rows.map(async (row) => {
      const name = ((await row.getAttribute("data-path")) ?? "").replace("kept/", "");
      const number = await row.locator("td.number").first().innerText();
      return `${number} ${name}`;
    }),
  );
}

function control(page: FrameLocator, name: string): Locator {
  return page.getByRole("button", { name, exact: true });
}

test("a folder of hand-kept versions becomes a history", async ({ workbench, folder }) => {
  await write(folder, byHand);
  await workbench.open(folder);
  const page = await openImport(workbench);
  await expect(page.locator("tr[data-path]")).toHaveCount(5);
  await expect(page.getByText("Without metrics: ")).toContainText("is not valid JSON");
  await workbench.pictures("import-preview");
  expect(await order(page)).toEqual([
    "1 model_2024-03-01.pkl",
    "2 model_v1.pkl",
    "3 model_v2_final.pkl",
    "4 model_v2_FINAL2.pkl",
    "– demo.pkl",
  ]);

  const names = page.getByRole("textbox", { name: /^Name of model/ });
  await names.first().fill("fraud");
  await names.first().press("Enter");
  await control(page, "Move kept/model_v2_FINAL2.pkl up").click();
  const left = page.getByRole("checkbox", { name: "Import kept/model_2024-03-01.pkl" });
  await left.click();
  expect(await order(page)).toEqual([
    "– model_2024-03-01.pkl",
    "1 model_v1.pkl",
    "2 model_v2_FINAL2.pkl",
    "3 model_v2_final.pkl",
    "– demo.pkl",
  ]);
  const label = page.getByRole("textbox", { name: "Label of kept/model_v2_final.pkl" });
  await label.fill("final version");
  await label.press("Enter");
  await expect(page.getByRole("alert")).toContainText("“final version” can’t be a label");
  await label.fill("2.0.0");
  await label.press("Enter");
  await expect(page.getByRole("alert")).toHaveCount(0);
  await workbench.pictures("import-arranged");
  await page.getByRole("button", { name: "Import 3 versions" }).click();
  await workbench.notification("3 versions registered · 2 left out");
  await expect(page.getByRole("button", { name: "Promote fraud 3…" })).toBeVisible();
  await workbench.pictures("import-report");

  await workbench.openView("Model Registry");
  await workbench.treeItem("fraud", "3 · 2.0.0");
  await workbench.treeItem("fraud", /^fraud 2/);
  await workbench.treeItem("fraud", "1 · 1.0.0");
  await page.getByRole("button", { name: "fraud 1", exact: true }).click();
  await workbench.editorTab("fraud 1").waitFor();
  const version = await workbench.webview("fraud 1");
  await expect(version.getByText("by the time of its file")).toBeVisible();
  await expect(version.getByText("9 B in 2 files")).toBeVisible();
  await workbench.pictures("import-version");
  expect(workbench.webviewErrors).toEqual([]);
});

test("the rest is imported later, with the keyboard alone", async ({ workbench, folder }) => {
  await write(folder, {
    "kept/m_v1.pkl": pickle(1),
    "kept/m_v2.pkl": pickle(2),
    "kept/m_v3.pkl": pickle(3),
  });
  await workbench.open(folder);
  const { keyboard } = workbench.page;
  let page = await openImport(workbench);
  const rows = page.locator("tr[data-path]");
  await expect(rows).toHaveCount(3);

  const include = page.getByRole("checkbox", { name: "Import kept/m_v1.pkl" });
  await include.focus();
  await keyboard.press("Alt+ArrowDown");
  await expect(rows.nth(1)).toHaveAttribute("data-path", "kept/m_v1.pkl");
  await expect(include).toBeFocused();
  await expect(page.getByText("kept/m_v1.pkl is 2 of 3")).toBeAttached();
  await keyboard.press("Alt+ArrowUp");
  await expect(rows.nth(0)).toHaveAttribute("data-path", "kept/m_v1.pkl");
  await keyboard.press("ArrowDown");
  await keyboard.press("ArrowDown");
  await expect(page.getByRole("checkbox", { name: "Import kept/m_v3.pkl" })).toBeFocused();
  await keyboard.press("Space");
  await page.getByRole("button", { name: "Import 2 versions" }).focus();
  await keyboard.press("Enter");
  await workbench.notification("2 versions registered · 1 left out");
  await expect(page.getByRole("heading", { name: "Registered" })).toBeVisible();

  // A page that is restored looks again, and knows what is registered.
  await workbench.reload();
  await expect(workbench.statusBarItem("1 model")).toBeVisible();
  page = await workbench.webview("Import Versions");
  await expect(page.getByText("Registered already as")).toHaveCount(2);
  await page.getByRole("checkbox", { name: "Import kept/m_v3.pkl" }).focus();
  await keyboard.press("Space");
  await page.getByRole("button", { name: "Import 1 version" }).focus();
  await keyboard.press("Enter");
  await workbench.notification("1 version registered · 2 were there already");
  await workbench.openView("Model Registry");
  await workbench.treeItem("m", /^m 3/);
});
