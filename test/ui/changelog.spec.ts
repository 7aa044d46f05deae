/** Tests of a version's changelog: written while registering, shown as Markdown, edited later. */
import { expect, test } from "./support/sample.ts";

test.use({ sharedWindow: "versions" });

test("notes of a registration are in the model's changelog, and edited later", async ({
  workbench,
  sample,
}) => {
  await workbench.open(sample);
  await workbench.openView("Explorer");
  const file = await workbench.explorerItem("models/wine/model.onnx");
  await workbench.contextMenu(file, "Register Model…");
  await (await workbench.quickInput("(1/4)")).accept();
  const description = await workbench.quickInput("(2/4)");
  await description.type("Softmax regression");
  await description.button("Write a changelog entry");
  for (const [step, text] of [
    [1, "First version for the tasting ⏎ - thirteen measurements"],
    [2, ""],
    [3, "Knows three cultivars only"],
  ] as const) {
    const note = await workbench.quickInput(`Register model.onnx: notes (${step}/3)`);
    await note.type(text);
    if (step === 3) await workbench.pictures("changelog-notes");
    await note.accept();
  }
  const between = await workbench.quickInput("(2/4)");
  await expect(between.input).toHaveValue("Softmax regression");
  await between.button("Add metrics and tags");
  const values = await workbench.quickInput("Register model.onnx: metrics and tags");
  await values.type("cup_score");
  await expect(values.message).toContainText("or #cup_score for a tag");
  await values.type("cup_score=87.5, #team=tasting");
  await workbench.pictures("changelog-values");
  await values.accept();
  const again = await workbench.quickInput("(2/4)");
  await expect(again.input).toHaveValue("Softmax regression");
  await expect(again.message).toContainText(
    "Also written: changelog, known issues, cup_score, #team",
  );
  await workbench.pictures("changelog-description");
  await again.accept();
  for (const step of [3, 4]) await (await workbench.quickInput(`(${step}/4)`)).accept();
  await workbench.notification("wine 1 registered");

  await workbench.openView("Model Registry");
  await (await workbench.treeItem("wine", /^wine 1, /)).click();
  const page = await workbench.webview("wine 1");
  await expect(page.getByText("Knows three cultivars only").first()).toBeVisible();
  await expect(page.getByText("team = tasting").first()).toBeVisible();
  await expect(page.getByText("cup_score").first()).toBeVisible();
  await page.getByRole("button", { name: "Edit known issues…" }).click();
  const issues = await workbench.quickInput("Known issues of wine 1");
  await expect(issues.input).toHaveValue("Knows three cultivars only");
  await issues.type("None");
  await issues.accept();
  await expect(
    page.getByText("Known issues: “None”, before “Knows three cultivars only”").first(),
  ).toBeVisible();
  await workbench.pictures("changelog-version");

  const model = await workbench.treeItem(/^Model wine/);
  await workbench.contextMenu(model, "Show Changelog…");
  const preview = await workbench.webview("Preview CHANGELOG of wine.md");
  await expect(preview.getByRole("heading", { name: "Changelog of wine" })).toBeVisible();
  await expect(preview.getByRole("listitem").filter({ hasText: "thirteen" })).toBeVisible();
  await workbench.pictures("changelog-preview");
  await workbench.command("Model Registry: Show Changelog…");
  await (await workbench.quickInput("Show Changelog")).pick("tumor-classifier");
  const tumors = await workbench.webview("Preview CHANGELOG of tumor-classifier.md");
  await expect(tumors.getByText("better").first()).toBeVisible();
  await workbench.pictures("changelog-tumors");
});
