/** Text of others is shown as text: a click on it runs nothing. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { colleague } from "./support/process.ts";
import { expect, test } from "./support/sample.ts";

/** Command that a click would run if the text were a link: it opens a new editor. */
const command = "command:workbench.action.files.newUntitledFile";

for (const trust of [false, true]) {
  test.describe(trust ? "in Restricted Mode" : "in a trusted window", () => {
    test.use({ trust });

    test("the name of a ledger file is no link in a notification", async ({
      workbench,
      folder,
    }) => {
      const ledger = join(folder, ".model-registry", "ledger");
      await mkdir(ledger, { recursive: true });
      await writeFile(join(ledger, `[Mend all](${command}).jsonl`), "no line of a ledger\n");
      await workbench.open(folder, {
        settings: { "security.workspace.trust.startupPrompt": "never" },
      });
      await workbench.openView("Model Registry");
      await workbench.treeItem(/^The ledger is damaged in /);
      await workbench.command("Model Registry: Verify Registry");
      const toast = await workbench.notification("is not as recorded");
      await expect(toast).toContainText("[Mend all]");
      await expect(toast.locator("a", { hasText: "Mend all" })).toHaveCount(0);
      // With nothing but damage in it, a registry is verified from the palette as well.
      expect(await workbench.paletteOffers("Model Registry: Verify")).toContain(
        "Model Registry: Verify Registry",
      );
    });
  });
}

test("the reason of a request is no link in the question about it", async ({
  workbench,
  sample,
}) => {
  await workbench.open(sample);
  await workbench.openView("Model Registry");
  await workbench.treeItem("tumor-classifier", /^tumor-classifier 6, Staging/);
  await workbench.command("Model Registry: Create Policy…");
  await (await workbench.quickInput("Create Policy")).pick("Guarded");
  const reason = `as [the report](${command}) says`;
  await colleague(sample, "request", "tumor-classifier@6", "--reason", reason);
  const request = await workbench.treeItem("Waiting for approval (1)", /^tumor-classifier 6/);
  await workbench.contextMenu(request, "Approve…");
  const asked = await workbench.quickInput("Approve tumor-classifier 6 for Production");
  const message = workbench.page.locator(".quick-input-message");
  await expect(message).toContainText("[the report]");
  await expect(message.locator("a")).toHaveCount(0);
  await asked.cancel();
});
