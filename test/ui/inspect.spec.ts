/** Tests of facts that model files give about themselves, in the editor. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./support/sample.ts";

test.use({ sharedWindow: "models" });

test("a model file is inspected without being run", async ({ workbench, sample }) => {
  await workbench.open(sample);
  const file = await workbench.explorerItem("models/wine/model.onnx");
  await workbench.contextMenu(file, "Inspect Model File");
  const page = await workbench.webview("model.onnx");
  await expect(page.getByRole("heading", { name: "model.onnx" })).toBeVisible();
  await expect(page.getByText("Weights only").first()).toBeVisible();
  await expect(page.getByRole("row", { name: /Input/ })).toBeVisible();
});

test("any number of tensors is shown, found and sorted", async ({ workbench, sample }) => {
  await writeFile(join(sample, "models", "large.safetensors"), safetensors(50_000));
  await workbench.open(sample);
  await (await workbench.explorerItem("models/large.safetensors")).dblclick();
  const page = await workbench.webview("large.safetensors");
  await expect(page.getByText("50,000 tensors")).toBeVisible();
  const table = page.getByRole("region", { name: "Table of tensors" });
  await expect(table.getByText("layer.0.weight", { exact: true })).toBeVisible();
  // By name, descending: texts with numbers in them in the order of the numbers.
  const byName = table.getByRole("columnheader", { name: "Name" });
  await byName.getByRole("button").click();
  await byName.getByRole("button").click();
  await expect(byName).toHaveAttribute("aria-sort", "descending");
  await expect(table.getByText("layer.49999.weight", { exact: true })).toBeInViewport();
  await expect(table.getByText("layer.0.weight", { exact: true })).toBeHidden();
  await byName.getByRole("button").click();
  await table.press("End");
  await expect(table.getByText("layer.49999.weight", { exact: true })).toBeInViewport();
  await page.getByRole("textbox", { name: "Filter" }).fill("layer.4711.");
  await expect(page.getByText("1 of 50,000 tensors")).toBeVisible();
  await expect(table.getByText("layer.4711.weight", { exact: true })).toBeVisible();
});

/** A file of so many tensors of two by two (safetensors: header length, JSON header, data). */
function safetensors(count: number): Buffer {
  const entries = Array.from({ length: count }, (_, index) => [
    `layer.${index}.weight`,
    { dtype: "F32", shape: [2, 2], data_offsets: [index * 16, index * 16 + 16] },
  ]);
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(count * 16)]);
}
