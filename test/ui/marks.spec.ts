/** Tests of the Explorer's marks on model files. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator } from "@playwright/test";
import { systemTrue } from "../unit/inspect/support/pickle-assembler.ts";
import { register } from "./support/register.ts";
import { expect, test } from "./support/sample.ts";

/** Locates the text of a row for screen readers and its tooltip. */
const label = (row: Locator): Locator => row.locator(".monaco-icon-label").first();

test("a file is marked as registered, modified, dangerous", async ({ workbench, sample }) => {
  const model = join(sample, "models/wine/model.onnx");
  await workbench.open(sample);
  await register(workbench, "models/wine/model.onnx", 4);
  await workbench.notification("wine 1 registered");
  const row = await workbench.explorerItem("models/wine/model.onnx");
  await expect(label(row)).toHaveAttribute("aria-label", /Registered as wine 1 \(None\)/);

  await writeFile(join(sample, "models/wine/downloaded.pkl"), systemTrue());
  const downloaded = await workbench.explorerItem("models/wine/downloaded.pkl");
  await expect(label(downloaded)).toHaveAttribute("aria-label", /Dangerous: .*os\.system/);

  const bytes = await readFile(model);
  bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
  await writeFile(model, bytes);
  const modified = await workbench.explorerItem("models/wine/model.onnx");
  await expect(label(modified)).toHaveAttribute(
    "aria-label",
    /Modified since it was registered as wine 1/,
  );
  await workbench.explorerItem("models/tumor/model.onnx");
  await workbench.pictures("marks");

  // Harmless again, it has no mark any more.
  await writeFile(join(sample, "models/wine/downloaded.pkl"), "");
  const emptied = await workbench.explorerItem("models/wine/downloaded.pkl");
  await expect(label(emptied)).not.toHaveAttribute("aria-label", /Dangerous/);
});

test("among ten thousand files the one in sight is marked at once", async ({
  workbench,
  sample,
}) => {
  const folder = join(sample, "many");
  await mkdir(folder);
  const harmless = await readFile(join(sample, "models/wine/model.pkl"));
  for (let first = 0; first < 10_000; first += 500) {
    await Promise.all(
      Array.from({ length: 500 }, (_, index) =>
        writeFile(join(folder, `model-${String(first + index).padStart(4, "0")}.pkl`), harmless),
      ),
    );
  }
  await writeFile(join(folder, "model-9999.pkl"), systemTrue());
  await workbench.open(sample);
  // A thousand rows are shown in passing, and wait to be looked into: more than are remembered.
  const passed = await workbench.explorerItem("many/model-1000.pkl");
  const last = workbench.explorer.rows.filter({ hasText: "model-9999.pkl" });
  // What a click opens takes the focus a moment later, and the Explorer goes back to it once.
  await expect(async () => {
    if (!(await last.isVisible())) await passed.click({ timeout: 2000 });
    await workbench.page.keyboard.press("End");
    const dangerous = /Dangerous: .*os\.system/;
    await expect(label(last)).toHaveAttribute("aria-label", dangerous, { timeout: 5000 });
  }).toPass();
  await workbench.openView("Model Registry");
  await workbench.treeItem("tumor-classifier", "6");
});

test.describe("in Restricted Mode", () => {
  test.use({ trust: true });

  test("dangerous files are marked too", async ({ workbench, sample }) => {
    await writeFile(join(sample, "models/downloaded.pkl"), systemTrue());
    await workbench.open(sample);
    const row = await workbench.explorerItem("models/downloaded.pkl");
    await expect(label(row)).toHaveAttribute("aria-label", /Dangerous: .*os\.system/);
  });
});
