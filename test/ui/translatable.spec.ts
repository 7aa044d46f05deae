/**
 * The extension in a language that nobody speaks: what a person reads is a translation or data. What
 * is neither can't be translated, and a translation in another is put together from pieces.
 */
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Locator } from "@playwright/test";
import { queryFields } from "../../src/core/query/query.ts";
import { projectRoot } from "../workbench/paths.ts";
import { startWorkbench } from "../workbench/server.ts";
import type { QuickInput } from "../workbench/window/quick-input.ts";
import { WorkbenchWindow } from "../workbench/window/window.ts";
import { knownData } from "./support/known-data.ts";
import { registry } from "./support/process.ts";
import { pseudo, pseudoLanguage, translatedExtension } from "./support/pseudo-language.ts";
import { expect, test } from "./support/sample.ts";
import { shownTexts, untranslated, type IsData } from "./support/untranslated.ts";

const category = pseudo("Model Registry");

/** Names that a registry of the sample does not hold by itself. */
const names = [
  ...["None", "Staging", "Production", "Archived", "Rejected", "tumor-models", "churn", "wine"],
  ...["champion", "tag.reviewed", "stge", "OpenLineage", "Pipeline", "classes"],
  ...["StandardScaler", "LogisticRegression"],
  // What a query may look like.
  "metrics.test.auc > 0.9 and stage = Staging",
  "metrics.test.auc > 0.9 and stage in (Staging, Production) order by registered desc",
];

/**
 * VS Code's own words, which has no translation here, and shows English titles of commands as well.
 */
const ofEditor =
  /^(Toggle all checkboxes|\d+ Results|\d+ Selected|OK|Progress|Quick Tree|Back \(.*\)|Del|((Ctrl|Shift|Alt)\+)+(\w|Enter)|Model Registry: .*|(recently used|similar|other commands?)( commands)?)$/;

/** Matches additions of VS Code to a text of ours. */
const addedByEditor = /^Actions for | \(Press 'Enter' to confirm or 'Escape' to cancel\)$/;

/** A window in the pseudo-language, and what was read in it that does not speak it. */
class Reader extends WorkbenchWindow {
  readonly #isData: IsData;
  readonly #found = new Map<string, string>();

  constructor(page: WorkbenchWindow["page"], isData: IsData) {
    super(page);
    this.#isData = isData;
  }

  /** Runs a command of the extension from the palette. */
  async run(title: string): Promise<void> {
    await this.command(`${category}: ${pseudo(title)}`);
  }

  /** Reads all that an element shows. */
  async read(what: string, root: Locator): Promise<void> {
    for (const { text, where } of await shownTexts(root)) this.check(what, text, where);
  }

  /** Notes a text that does not speak the pseudo-language. */
  check(what: string, text: string, where = ""): void {
    if (ofEditor.test(text.trim())) return;
    const reason = untranslated(text.replace(addedByEditor, ""), this.#isData);
    if (reason === undefined) return;
    const shown = text.replaceAll("\uE001", "").replace(/\s+/g, " ").trim();
    this.#found.set(`${what}: ${shown} (${reason})`, where);
  }

  /** Reads a page, once it shows a heading or the like. */
  async readPage(title: string, ready: string): Promise<void> {
    const page = await this.webview(title);
    await expect(page.getByText(ready).first()).toBeVisible();
    await this.read(title, page.locator("body"));
  }

  /** Reads the question that is shown. */
  async readQuestion(title: string | RegExp): Promise<QuickInput> {
    const question = await this.quickInput(title);
    await this.read(String(title), this.page.locator(".quick-input-widget"));
    return question;
  }

  /** Reads a modal dialog. */
  async readDialog(dialog: Locator): Promise<void> {
    await this.read("dialog", dialog.locator(".dialog-message-container"));
    for (const label of await dialog.locator(".monaco-button").allTextContents()) {
      if (label !== "Cancel") this.check("dialog", label);
    }
  }

  /** Reads the notification with this text. */
  async readNotification(text: string): Promise<void> {
    const toast = await this.notification(text);
    await this.read("notification", toast.locator(".notification-list-item-message"));
    for (const label of await toast.locator(".monaco-button").allTextContents()) {
      this.check("notification", label);
    }
  }

  get problems(): readonly string[] {
    return [...this.#found].map(([problem, where]) => `${problem}\n    ${where}`);
  }
}

test("all that is read in the editor and on the pages speaks the language of the editor", async ({
  browser,
  folder,
  sample,
}) => {
  await registry(sample, "alias", "tumor-classifier@5", "champion");
  await registry(sample, "tag", "tumor-classifier@5", "reviewed", "pathology");
  await mkdir(join(sample, "kept"));
  for (const [from, to] of [
    ["scaler.pkl", "churn_v1.pkl"],
    ["sklearn-pipeline.pkl", "churn_v2.pkl"],
  ] as const) {
    await copyFile(join(projectRoot, "test/fixtures/models", from), join(sample, "kept", to));
  }
  const isData = await knownData(sample, [
    "tumor-models",
    "churn",
    ...Object.keys(queryFields),
    ...names,
  ]);
  const server = await startWorkbench({
    extensionPath: await translatedExtension(join(folder, "extension")),
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
    const page = await context.newPage();
    // As a language pack does, which no marketplace need be asked for here.
    await page.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = "${pseudoLanguage}"`);
    const window = new Reader(page, isData);
    await window.goto(server.url({ folder: sample }), category);
    await window.openView(category);
    await window.treeItem("tumor-classifier", "5");
    const version = (): Promise<Locator> => window.treeItem("tumor-classifier", "5");
    await window.read("tree", page.locator(".customview-tree .monaco-list-rows"));
    await window.read("status bar", window.statusBarItem("«3» models"));

    await test.step("audit", async () => {
      await window.run("Show Audit Trail");
      await window.readPage(pseudo("Audit Trail"), "⟦Registered⟧");
      const audit = await window.webview(pseudo("Audit Trail"));
      await audit.getByRole("button", { name: "Staging → Production" }).first().click();
      await audit.getByRole("button", { name: pseudo("Verify") }).click();
      await window.readPage(pseudo("Audit Trail"), pseudo("Verification"));
    });
    await test.step("retention", async () => {
      await window.run("Preview Retention…");
      await window.readPage(pseudo("Retention"), "⟦There is no policy yet");
    });
    await test.step("version", async () => {
      await (await version()).click();
      await window.readPage("tumor-classifier 5", pseudo("Metrics"));
    });
    await test.step("lineage", async () => {
      await window.contextMenu(await version(), pseudo("Show Lineage…"));
      const title = pseudo("Lineage: {0}").replace("{0}", "tumor-classifier 5");
      const lineage = await window.webview(title);
      for (const name of ["Outline", "Details"]) {
        const button = lineage.getByRole("button", { name: pseudo(name), exact: true });
        if ((await button.getAttribute("aria-pressed")) !== "true") await button.click();
      }
      await lineage.getByRole("option", { name: /^tumor-classifier 5/ }).click();
      await window.readPage(title, pseudo("Open version"));
    });
    await test.step("model", async () => {
      await window.contextMenu(await window.treeItem("tumor-classifier"), pseudo("Show Model…"));
      await window.readPage("tumor-classifier", pseudo("Metric over versions"));
    });
    await test.step("compare", async () => {
      await window.inlineAction(
        await window.treeItem("tumor-classifier", "6"),
        pseudo("Compare with Production"),
      );
      const title = "tumor-classifier 5, tumor-classifier 6";
      await window.readPage(pseudo("Compare {0}").replace("{0}", title), pseudo("Metrics"));
    });
    await test.step("search", async () => {
      await window.run("Search…");
      const search = await window.readQuestion(pseudo("Search"));
      await search.type("stge = Production");
      await window.readQuestion(pseudo("Search"));
      await search.type("stage = Production");
      await search.item("tumor-classifier 5").waitFor();
      await window.readQuestion(pseudo("Search"));
      await search.cancel();
    });
    await test.step("menu", async () => {
      await (await version()).click({ button: "right" });
      await page.locator(".monaco-menu .action-label").first().waitFor();
      await window.read("menu", page.locator(".monaco-menu").last());
      await page.keyboard.press("Escape");
    });
    await test.step("palette", async () => {
      const offered = await window.paletteOffers(category);
      expect(offered.length).toBeGreaterThan(5);
      for (const title of offered) window.check("palette", title);
    });
    await test.step("roll back", async () => {
      await window.run("Roll Back…");
      await (await window.readQuestion(pseudo("Roll Back"))).pick("tumor-classifier");
      const back = /^⟦Roll back «tumor-classifier»⟧/;
      await (await window.readQuestion(back)).accept();
      const reason = await window.readQuestion(/2\/2/);
      await reason.accept();
      await window.readQuestion(/2\/2/);
      await reason.type("incident 17");
      await reason.accept();
      const dialog = await window.dialog("⟦Roll back to");
      await window.readDialog(dialog);
      await window.press(dialog, pseudo("Roll Back"));
      await window.readNotification("⟧");
    });
    await test.step("delete", async () => {
      await window.contextMenu(
        await window.treeItem("tumor-classifier", "3"),
        pseudo("Delete Version…"),
      );
      const why = await window.readQuestion(/⟦Delete «tumor-classifier 3»⟧/);
      await why.type("no longer needed");
      await why.accept();
      const dialog = await window.dialog("⟦Delete «tumor-classifier 3»?⟧");
      await window.readDialog(dialog);
      await window.press(dialog, pseudo("Delete"));
      await window.readNotification("was deleted");
    });
    await test.step("policy", async () => {
      await window.run("Create Policy…");
      await (await window.readQuestion(pseudo("Create Policy"))).pick(pseudo("Guarded"));
      await page.getByRole("tab", { name: /^policy\.yaml/ }).waitFor();
      await window.run("Promote…");
      await (await window.readQuestion(pseudo("Promote"))).pick("tumor-classifier 6");
      await (await window.readQuestion("⟦Promote «tumor-classifier 6»")).pick("Production");
      await window.quickInput(/checks/);
      await page.keyboard.press("Escape");
      await window.run("Preview Retention…");
      await window.readPage(pseudo("Retention"), "⟦");
    });
    await test.step("inspect", async () => {
      await window.openView("Explorer");
      await (await window.explorerItem("models/wine/model.pkl")).dblclick();
      await window.readPage("model.pkl", pseudo("Safety"));
    });
    await test.step("import", async () => {
      await window.contextMenu(await window.explorerItem("kept"), pseudo("Import Versions…"));
      await window.readPage(pseudo("Import Versions"), "churn_v1.pkl");
      const shown = await window.webview(pseudo("Import Versions"));
      await shown.getByRole("button", { name: /⟦Import «2» versions⟧/ }).click();
      await window.readNotification("registered");
      await window.readPage(pseudo("Import Versions"), pseudo("Registered"));
    });
    await test.step("register", async () => {
      await window.contextMenu(
        await window.explorerItem("models/wine/model.onnx"),
        pseudo("Register Model…"),
      );
      for (const number of [1, 2, 3, 4]) {
        const question = await window.readQuestion(new RegExp(`\\(${number}/4\\)`));
        if (number === 1) await question.type("");
        await window.readQuestion(new RegExp(`\\(${number}/4\\)`));
        if (number === 1) await question.type("wine");
        await question.accept();
      }
      await window.readNotification("registered");
    });

    expect(window.problems).toEqual([]);
  } finally {
    await server.dispose();
  }
});
