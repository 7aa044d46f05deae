/** The lineage page on registries of several sizes: what it exports, and how it is gone through without a mouse. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FrameLocator, Locator } from "@playwright/test";
import { writeLineageRegistry } from "../fixtures/lineage-registry.ts";
import { OpenLineageEvents, parseMermaid, parseSvg } from "../unit/support/lineage-exports.ts";
import { expectAccessible } from "./support/accessible.ts";
import { readPicture } from "./support/picture.ts";
import { expect, test, type TestWorkbench } from "./workbench.ts";

/** Opens the lineage of the version in Production, from its row. */
async function openLineage(workbench: TestWorkbench, production: string): Promise<FrameLocator> {
  const [model = "", number = ""] = production.split("@");
  const row = await workbench.treeItem(model, new RegExp(`^${model} ${number}, Production`));
  await workbench.inlineAction(row, "Show Lineage…");
  return workbench.webview(`Lineage: ${model} ${number}`);
}

async function exported(
  workbench: TestWorkbench,
  page: FrameLocator,
  form: string,
  file: string,
): Promise<Buffer> {
  await page.locator("summary", { hasText: "Export" }).click();
  await page.getByRole("button", { name: form }).click();
  await workbench.saveSuggested(/^Export the lineage as /, file);
  await workbench.notification(/^Exported the lineage to /);
  await workbench.command("Notifications: Clear All Notifications");
  return readFile(file);
}

/** The lineage of the version in Production is drawn, and exported as it is drawn. */
async function expectFiles(
  workbench: TestWorkbench,
  folder: string,
  production: string,
): Promise<void> {
  await workbench.open(folder);
  await workbench.openView("Model Registry");
  const page = await openLineage(workbench, production);
  const title = production.replace("@", " ");
  const cards = page.locator(".card");
  await expect(cards.filter({ hasText: title }).first()).toBeVisible();
  await workbench.pictures(`lineage-of-${production}`, () => expectAccessible(page));
  const names = await cards.locator(".card-name").allTextContents();

  const svg = parseSvg(
    String(await exported(workbench, page, "Drawing (SVG)", join(folder, "lineage.svg"))),
  );
  const shown = names.map((name) => name.replace(/\u00a0/g, " "));
  expect(svg.titles.toSorted()).toEqual(shown.toSorted());
  expect(svg.texts).toContain(title);

  const picture = await readPicture(
    workbench.page,
    await exported(workbench, page, "Picture (PNG)", join(folder, "lineage.png")),
  );
  // Twice as many pixels as the drawing has, so that texts are crisp.
  expect(picture.width).toBeGreaterThanOrEqual(Math.floor(svg.width));
  expect(picture.width / picture.height).toBeCloseTo(svg.width / svg.height, 1);
  expect(picture.colors).toBeGreaterThan(20);

  const events = OpenLineageEvents.parse(
    JSON.parse(
      String(await exported(workbench, page, "OpenLineage (JSON)", join(folder, "lineage.json"))),
    ),
  );
  const outputs = events.flatMap((event) => event.outputs.map(({ name }) => name));
  expect(outputs.some((name) => name.includes("churn"))).toBe(true);
  const inputs = events.flatMap((event) => event.inputs.map(({ name }) => name));
  expect(inputs).toContain("data/train.csv");

  const mermaid = parseMermaid(
    String(await exported(workbench, page, "Mermaid", join(folder, "lineage.mmd"))),
  );
  expect(mermaid.labels.some((label) => label.startsWith(`${title} (Production`))).toBe(true);
  expect(mermaid.edges).toBeGreaterThanOrEqual(mermaid.labels.length - 1);
}

/** Writes the registry that tests share, unless one before has; answers the version in Production. */
async function fiftyNodes(folder: string): Promise<string> {
  if (!existsSync(join(folder, ".model-registry"))) {
    await writeLineageRegistry(folder, 50, Date.now());
  }
  return "churn@16";
}

for (const size of [5, 500]) {
  test(`the files of a lineage of ${size} nodes hold what is drawn`, async ({
    workbench,
    folder,
  }) => {
    const { production } = await writeLineageRegistry(folder, size, Date.now());
    await expectFiles(workbench, folder, production);
  });
}

test.describe("of 50 nodes", () => {
  test.use({ sharedWindow: "lineage" });

  test("the files hold what is drawn", async ({ workbench, folder }) => {
    await expectFiles(workbench, folder, await fiftyNodes(folder));
  });

  test("the graph is gone through, read and acted on with the keyboard alone", async ({
    workbench,
    folder,
  }) => {
    await fiftyNodes(folder);
    await workbench.open(folder);
    await workbench.openView("Model Registry");
    const page = await openLineage(workbench, "churn@16");
    const graph = page.getByRole("application", { name: "Lineage graph" });
    const focused = page.locator(":focus");
    const version = graph.getByRole("button", { name: /^churn 16, version, Production, / });
    await expect(version).toBeVisible();
    // What a screen reader is told of the cards: what each is, and what it was made of.
    await expect(version).toHaveAccessibleName(/trained on train\.csv \w+ and test\.csv \w+/);
    await expect(version).toHaveAttribute("aria-pressed", "true");
    const tree = await graph.ariaSnapshot();
    expect(tree).toContain("run boost-19");
    expect(tree).toMatch(/button "train\.csv \w+, dataset, /);
    expect(tree).toMatch(/button "\d+ versions, .*unfold"/);

    // Tab comes from the tools into the graph, and goes from card to card in the order of the columns.
    await page.getByRole("button", { name: "Details", exact: true }).focus();
    const order: string[] = [];
    for (let presses = 0; presses < 4; presses += 1) {
      await focused.press("Tab");
      order.push((await focused.getAttribute("aria-label")) ?? "");
    }
    const cards = graph.locator(".card");
    for (const [place, name] of order.entries())
      await expect(cards.nth(place)).toHaveAttribute("aria-label", name);
    expect(new Set(order).size).toBe(4);
    expect(order[0]).toMatch(/^\w+\.csv \w+, dataset/);

    // The arrow keys follow the lines: from the data to the version, and back.
    await graph.getByRole("button", { name: /^train\.csv/ }).focus();
    await focused.press("ArrowRight");
    await expect(focused).toHaveAccessibleName(/^(run boost-19|churn 15, version)/);
    await expect(focused).toHaveAttribute("aria-pressed", "true");
    await focused.press("ArrowRight");
    await expect(focused).toHaveAccessibleName(/^churn 16, version/);
    await expect(focused).toHaveAttribute("aria-pressed", "true");
    await focused.press("ArrowLeft");
    await expect(focused).not.toHaveAccessibleName(/^churn 16, version/);
    await version.press("Space");
    await expect(version).toHaveAttribute("aria-pressed", "true");

    // Shift+Space compares with another version, Escape ends that.
    const parent = graph.getByRole("button", { name: /^churn 15, version/ });
    await parent.focus();
    await parent.press("Shift+Space");
    await expect(page.getByText("Recipes of churn 16 and churn 15")).toBeVisible();
    await expect(version).toHaveAccessibleName(/differs in learning_rate 0\.1, /);
    await expect(parent).toHaveAccessibleName(/differs in learning_rate 0\.05, /);
    await expect(page.getByRole("table").filter({ hasText: "Parameters" })).toContainText(
      "learning_rate",
    );
    await workbench.pictures("lineage-difference", () => expectAccessible(page));
    await parent.press("Escape");
    await expect(page.getByText("Recipes of churn 16 and churn 15")).toBeHidden();

    // Enter on what is folded unfolds it; the focus is not lost.
    const fold = graph.getByRole("button", { name: /^\d+ versions, / }).first();
    await expect(fold).toHaveAttribute("aria-expanded", "false");
    const before = await graph.getByRole("button").count();
    await fold.focus();
    await fold.press("Enter");
    await expect.poll(() => graph.getByRole("button").count()).toBeGreaterThan(before);
    await expect(page.getByRole("status").filter({ hasText: "unfolded" })).toHaveCount(1);
    await expect(focused).toHaveAccessibleName(/^churn \d+, version/);

    // The search goes to its hits, also those that are folded; L shows one lineage alone.
    await focused.press("/");
    const search = page.getByRole("textbox", { name: /^Search/ });
    await expect(search).toBeFocused();
    await search.pressSequentially("churn-mobile 2");
    await search.press("Enter");
    await expect(graph.getByRole("button", { name: /^churn-mobile 2, version/ })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
    await search.press("Escape");
    await graph.getByRole("button", { name: /^churn-mobile 2, version/ }).focus();
    await focused.press("l");
    await expect(page.getByText("Only the lineage of churn-mobile 2")).toBeVisible();
    await focused.press("l");
    await expect(page.getByText("Only the lineage of churn-mobile 2")).toBeHidden();

    // Enter opens what a card stands for.
    await graph.getByRole("button", { name: /^churn-mobile 2, version/ }).press("Enter");
    const opened = await workbench.webview("churn-mobile 2");
    await expect(opened.getByRole("heading", { name: "churn-mobile 2" })).toBeVisible();
  });

  test("a lineage in the panel is reached by keyboard, and is there again after a reload", async ({
    workbench,
    folder,
  }) => {
    await fiftyNodes(folder);
    await workbench.open(folder);
    await workbench.openView("Model Registry");
    await workbench.treeItem("churn");
    await workbench.command("Model Registry: Show Lineage in Panel…");
    await (await workbench.quickInput("Show Lineage")).pick("churn");
    const heading = { name: "Lineage of churn", exact: true };
    let page = workbench.panelPage();
    await expect(page.getByRole("heading", heading)).toBeVisible();
    const graph = page.getByRole("application", { name: "Lineage graph" });
    await expect(graph.getByRole("button", { name: /^churn 16, version/ })).toBeVisible();
    await workbench.pictures("lineage-panel", () => expectAccessible(page));
    // The command has brought the focus into the view: its keys work at once.
    await expect(async () => {
      await workbench.page.keyboard.press("ArrowRight");
      await workbench.page.keyboard.press("/");
      await expect(page.getByRole("textbox", { name: /^Search/ })).toBeFocused({ timeout: 5000 });
    }).toPass();

    const row = await workbench.treeItem("churn", /^churn 16, Production/);
    await workbench.contextMenu(row, "Show Lineage in Panel…");
    const other = { name: "Lineage of churn 16", exact: true };
    await expect(page.getByRole("heading", other)).toBeVisible();
    await workbench.reload();
    page = workbench.panelPage();
    await expect(page.getByRole("heading", other)).toBeVisible();
    await workbench.command("Model Registry: Open Lineage in Editor");
    await expect(workbench.editorTab("Lineage: churn 16")).toBeVisible();
  });
});

test("legend, search, hover, overview map, neighbours and panels work with the pointer", async ({
  workbench,
  folder,
}) => {
  const { production } = await writeLineageRegistry(folder, 200, Date.now());
  await workbench.open(folder);
  await workbench.openView("Model Registry");
  const page = await openLineage(workbench, production);
  const inProduction = new RegExp(`^${production.replace("@", " ")}, version, Production, `);
  const graph = page.getByRole("application", { name: "Lineage graph" });
  const cards = page.locator(".card");
  const card = (name: RegExp): Locator => graph.getByRole("button", { name });
  await expect(card(inProduction)).toBeVisible();

  // The legend hides a kind and a stage, and shows them again.
  const legend = page.getByRole("group", { name: "Show", exact: true });
  const data = legend.getByRole("button", { name: /^Data/ });
  await expect(card(/^test\.csv \w+, dataset/)).toHaveCount(1);
  await data.click();
  await expect(data).toHaveAttribute("aria-pressed", "false");
  await expect(card(/^test\.csv \w+, dataset/)).toHaveCount(0);
  await data.click();
  await expect(card(/^test\.csv \w+, dataset/)).toHaveCount(1);

  // The search finds what is folded, goes to it and unfolds it; what it has found is read.
  const before = await cards.count();
  const search = page.getByRole("textbox", { name: /^Search/ });
  await search.fill("churn 12");
  await expect(page.getByText(/^(\d+ found|\d+ of \d+)$/)).toBeVisible();
  await search.press("Enter");
  const found = card(/^churn 12, version, /);
  await expect(found).toBeInViewport();
  await expect(found).toHaveAttribute("aria-pressed", "true");
  await expect(found).toContainText("test.auc");
  expect(await cards.count()).toBeGreaterThan(before);
  await search.press("Escape");

  // The details say its metrics, and its neighbours are shown one after the other.
  const details = page.getByRole("complementary", { name: "Details" });
  if (!(await details.isVisible()))
    await page.getByRole("button", { name: "Details", exact: true }).click();
  await expect(details.getByRole("heading", { name: "churn 12" })).toBeVisible();
  await expect(details).toContainText("test.f1");
  const neighbours = details.getByRole("button", { name: /^Show \d+ more neighbours?$/ });
  await expect(neighbours).toBeVisible();
  const drawn = await cards.count();
  await neighbours.click();
  await expect(neighbours).toBeHidden();
  expect(await cards.count()).toBeGreaterThan(drawn);

  // Its edge makes the panel wider, by pointer and by keyboard.
  const edge = page.getByRole("separator", { name: "Width of the details" });
  const width = async (): Promise<number> => Number(await edge.getAttribute("aria-valuenow"));
  const narrow = await width();
  await edge.focus();
  await edge.press("ArrowLeft");
  await expect.poll(width).toBe(narrow + 20);
  const box = await edge.boundingBox();
  if (!box) throw new Error("the edge of the details is not drawn");
  await workbench.page.mouse.move(box.x + box.width / 2, box.y + 100);
  await workbench.page.mouse.down();
  await workbench.page.mouse.move(box.x - 60, box.y + 100, { steps: 4 });
  await workbench.page.mouse.up();
  await expect.poll(width).toBeGreaterThan(narrow + 60);

  // Focus mode shows one lineage alone.
  const all = await cards.count();
  await details.getByRole("button", { name: "Only its lineage" }).click();
  await expect(page.getByText("Only the lineage of churn 12")).toBeVisible();
  await expect.poll(() => cards.count()).not.toBe(all);
  await page.getByRole("button", { name: "Show all" }).first().click();
  await expect(page.getByText("Only the lineage of churn 12")).toBeHidden();

  // A hover shows more than the card has room for.
  await page.getByRole("button", { name: "Fold again" }).click();
  await page.getByRole("button", { name: "Fit (F)" }).click();
  const holder = card(inProduction);
  await holder.hover();
  await expect(page.locator(".hover-card.shown")).toContainText("test.f1");

  // The overview map is there when a part is out of sight, and goes there.
  const map = page.locator(".overview-map");
  await page.getByRole("button", { name: "Zoom in (+)" }).click({ clickCount: 6 });
  await expect(map).toHaveClass(/shown/);
  const frame = page.locator(".overview-frame");
  const at = await frame.getAttribute("x");
  await map.click({ position: { x: 12, y: 48 } });
  await expect.poll(() => frame.getAttribute("x")).not.toBe(at);
  await page.getByRole("button", { name: "Fit (F)" }).click();
  await expect(map).not.toHaveClass(/shown/);
});
