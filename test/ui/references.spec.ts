/** References to versions where people write and read them: in code, and in a program's output. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./support/sample.ts";

const script = `import local_model_registry as registry

model = registry.load("tumor-classifier@Production")
older = registry.load("tumor-classifier@3")
missing = registry.load("tumor-classifier@Prodution")
`;

test("references are explained by hovering, and versions in the terminal are links", async ({
  workbench,
  sample,
}) => {
  await writeFile(join(sample, "serve.py"), script);
  // What is in the terminal is text then, not a picture.
  await mkdir(join(sample, ".vscode"), { recursive: true });
  const settings = { "terminal.integrated.gpuAcceleration": "off" };
  await writeFile(join(sample, ".vscode/settings.json"), JSON.stringify(settings));
  await workbench.open(sample);
  await workbench.openView("Explorer");
  await (await workbench.explorerItem("serve.py")).dblclick();
  await workbench.editorTab("serve.py").waitFor();
  const { page } = workbench;

  const line = page.locator(".view-line", { hasText: "tumor-classifier@Production" });
  await line.click();
  await page.keyboard.press("End");
  for (let left = 0; left < 5; left += 1) await page.keyboard.press("ArrowLeft");
  await workbench.command("Show or Focus Hover");
  const hover = page.locator(".monaco-hover:visible").filter({ hasText: "Show Version" });
  await expect(hover).toContainText("tumor-classifier 5");
  await workbench.pictures("reference-hover");
  await page.keyboard.press("Escape");

  await workbench.command("Terminal: Create New Terminal");
  await expect(page.locator(".terminal.xterm")).toHaveClass(/focus/);
  await page.keyboard.type("clear; echo; printf '%s promoted\\n' 'tumor-classifier 6'");
  await page.keyboard.press("Enter");
  const output = page.locator(".xterm-rows > div", { hasText: /^tumor-classifier 6 promoted/ });
  await output.waitFor();
  const box = await output.boundingBox();
  if (!box) throw new Error("The output is out of sight.");
  // The terminal looks for links where the pointer comes to; its text lies below another layer.
  await page.mouse.move(box.x + 300, box.y + 60);
  await page.mouse.move(box.x + 30, box.y + box.height / 2);
  // Until it has found one a click does nothing.
  await expect(async () => {
    await page.keyboard.down("ControlOrMeta");
    await page.mouse.down();
    await page.mouse.up();
    await page.keyboard.up("ControlOrMeta");
    await workbench.editorTab("tumor-classifier 6").waitFor({ timeout: 3000 });
  }).toPass();
});
