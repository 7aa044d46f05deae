/** What model files say about themselves, in the editor. */
import { expect, test } from "./support/sample.ts";

for (const theme of ["light", "dark"] as const) {
  test(`a model file is inspected without being run, ${theme}`, async ({ workbench, sample }) => {
    await workbench.open(sample, { theme });
    const file = await workbench.explorerItem("models/wine/model.onnx");
    await workbench.contextMenu(file, "Inspect Model File");
    const page = await workbench.webview("model.onnx");
    await expect(page.getByRole("heading", { name: "model.onnx" })).toBeVisible();
    await expect(page.getByText("Weights only").first()).toBeVisible();
    await expect(page.getByRole("row", { name: /Input/ })).toBeVisible();
    await workbench.screenshot(`inspect-${theme}`);
  });
}
