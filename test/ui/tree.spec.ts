/** The tree shows what the registry has, on a machine that is busy with other things. */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { RemoteRegistry } from "../../src/registry/worker/remote-registry.ts";
import { projectRoot } from "../workbench/paths.ts";
import { RegistryStorm, type ExpectedRow, factsOf } from "../workbench/registry-storm.ts";
import { expect, test } from "./support/sample.ts";
import type { TestWorkbench } from "./workbench.ts";

const changes = 120;

test("rows are there after a storm of changes while they are opened and closed", async ({
  workbench,
  folder,
}) => {
  const { registry, storm } = await stormIn(folder);
  await workbench.open(folder);
  await workbench.openView("Model Registry");
  await workbench.treeItem("storm-a");
  await workbench.slowExtensionHost(async () => {
    for (let count = 0; count < changes; count += 1) {
      await storm.change();
      await toggleAny(workbench, storm);
    }
  });
  const expected = await storm.expected();
  await expect.poll(() => openedRows(workbench)).toEqual(expected);
  // Each version is open, and has its one file.
  const versions = expected.flatMap(({ below }) => below).length;
  await expect(workbench.page.locator(rowsOf(2))).toHaveCount(versions);
  await expect(workbench.page.locator(rowsOf(3))).toHaveCount(versions);
  await registry.close();
});

test("a row's button acts on its row while the rows change", async ({ workbench, folder }) => {
  const { registry, storm } = await stormIn(folder);
  await workbench.open(folder);
  await workbench.openView("Model Registry");
  await workbench.treeItem("storm-a");
  await workbench.slowExtensionHost(async () => {
    let isOver = false;
    const goesOn = async (): Promise<void> => {
      while (!isOver) await storm.change();
    };
    const changing = goesOn();
    for (const model of ["storm-c", "storm-a", "storm-b"]) {
      // A row that moves away under the mouse is looked for again, as a person does.
      await expect(async () => {
        const row = await workbench.treeItem(model);
        await row.hover({ timeout: 5000 });
        await row.getByRole("button", { name: "Show Lineage…" }).click({ timeout: 5000 });
      }).toPass();
      const page = await workbench.webview(`Lineage: ${model}`);
      await expect(page.getByRole("heading", { name: `Lineage of ${model}` })).toBeVisible();
    }
    isOver = true;
    await changing;
  });
  expect(workbench.webviewErrors).toEqual([]);
  await registry.close();
});

/** A registry with a few models in a folder, and what changes it at random. */
async function stormIn(
  folder: string,
): Promise<{ registry: RemoteRegistry; storm: RegistryStorm }> {
  const file = join(folder, "model.onnx");
  await cp(join(projectRoot, "test/fixtures/models/sklearn-forest.onnx"), file);
  const dist = join(projectRoot, "dist");
  const registry = new RemoteRegistry(
    join(dist, "registry-worker.cjs"),
    { folder, trusted: true, wasmPath: join(dist, "sql-wasm.wasm") },
    () => undefined,
  );
  const storm = new RegistryStorm(registry, file, 42);
  for (let count = 0; count < 20; count += 1) await storm.change();
  return { registry, storm };
}

/** Opens or closes a row that can be opened. */
async function toggleAny(workbench: TestWorkbench, storm: RegistryStorm): Promise<void> {
  const twisties = workbench.page.locator(`${rows}[aria-expanded] .monaco-tl-twistie`);
  const count = await twisties.count();
  // The row may go in the same moment.
  if (count > 0)
    await twisties
      .nth(storm.random(count))
      .click({ timeout: 2000 })
      .catch(() => null);
}

const rows = '.customview-tree .monaco-list-row[role="treeitem"]';
function rowsOf(level: number): string {
  return `${rows}[aria-level="${level}"]`;
}

interface RenderedRow {
  readonly level: number;
  readonly label: string;
  readonly description: string;
}

/** The little of the DOM that is used here: the checkout's types are those of Node. */
interface PageElement {
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement | null;
}

/**
 * Returns the models and their versions, once all models are open; an open version has its file.
 */
async function openedRows(workbench: TestWorkbench): Promise<readonly ExpectedRow[]> {
  for (const level of [1, 2]) {
    const closed = workbench.page.locator(`${rowsOf(level)}[aria-expanded="false"]`);
    while ((await closed.count()) > 0) await closed.first().locator(".monaco-tl-twistie").click();
  }
  const rendered = await workbench.page.locator(rows).evaluateAll((all: readonly PageElement[]) =>
    all
      .map((row) => ({
        index: Number(row.getAttribute("data-index")),
        level: Number(row.getAttribute("aria-level")),
        label: row.querySelector(".label-name")?.textContent ?? "",
        description: row.querySelector(".label-description")?.textContent ?? "",
      }))
      .sort((a, b) => a.index - b.index),
  );
  const models: { label: string; facts: readonly string[]; below: ExpectedRow[] }[] = [];
  for (const { level, label, description } of rendered as readonly RenderedRow[]) {
    const row = { label, facts: factsOf(description), below: [] };
    if (level === 1) models.push(row);
    else if (level === 2) models.at(-1)?.below.push(row);
  }
  return models;
}
