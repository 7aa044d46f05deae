/** A comparison is arranged with the mouse and the keyboard, and stays as it was arranged. */
import type { FrameLocator, Locator } from "@playwright/test";
import { expectAccessible } from "./support/accessible.ts";
import { registry } from "./support/process.ts";
import { expect, test } from "./support/sample.ts";
import type { TestWorkbench } from "./workbench.ts";

test.use({ sharedWindow: "versions" });

/** Selects versions of the tumor classifier in the tree, the first of which stands first. */
async function compare(
  workbench: TestWorkbench,
  ...numbers: readonly [number, number, ...number[]]
): Promise<FrameLocator> {
  let last: Locator | undefined;
  for (const number of numbers) {
    const row = await workbench.treeItem(
      "tumor-classifier",
      new RegExp(`^tumor-classifier ${number}, `),
    );
    await workbench.select(row, ...(last ? (["Control"] as const) : []));
    last = row;
  }
  if (last) await workbench.contextMenu(last, "Compare Versions…");
  const names = numbers.map((number) => `tumor-classifier ${number}`);
  const title = names.length > 3 ? `${names.slice(0, 3).join(", ")}…` : names.join(", ");
  return workbench.webview(`Compare ${title}`);
}

function heads(page: FrameLocator, role: "columnheader" | "rowheader"): Locator {
  return page.getByRole(role).filter({ has: page.getByRole("radio") });
}

/** Expects the versions in this order; the first is the baseline. */
async function expectOrder(
  page: FrameLocator,
  role: "columnheader" | "rowheader",
  ...numbers: readonly number[]
): Promise<void> {
  await expect(heads(page, role)).toContainText(numbers.map((number) => `Version ${number}`));
  await expect(heads(page, role).first().getByRole("radio")).toBeChecked();
}

test("a range on an axis of parallel coordinates selects versions, by mouse and keyboard", async ({
  workbench,
  sample,
}) => {
  await workbench.open(sample);
  await workbench.openView("Model Registry");
  const page = await compare(workbench, 6, 5, 4, 3);
  await page.getByText("Charts", { exact: true }).click();
  await page.getByRole("button", { name: "Parallel coordinates" }).click();
  const plot = page.getByRole("application", { name: /^Parallel coordinates/ });
  await plot.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await plot.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  // The last axis is that of the main metric.
  const axis = x + width - 70;
  const values = page.locator(".chart-tip");
  for (let top = 70; top < height - 20 && !(await values.isVisible()); top += 8) {
    await workbench.page.mouse.move(axis, y + top);
  }
  await expect(values).toContainText("test.auc: ");
  await expect(values).toContainText(/Version \d/);
  await workbench.page.mouse.move(axis, y + 66);
  await workbench.page.mouse.down();
  await workbench.page.mouse.move(axis, y + height / 2, { steps: 4 });
  await workbench.page.mouse.up();
  await expect(
    page.getByText(/ of 4 versions (is|are) within test\.auc from /).first(),
  ).toBeVisible();
  await workbench.pictures("compare-parallel", () => expectAccessible(page));
  await page.getByRole("button", { name: "Clear ranges" }).click();

  // The same without a mouse, and said.
  await page.getByRole("spinbutton", { name: "From" }).fill("0.985");
  await page.getByRole("spinbutton", { name: "From" }).press("Enter");
  const said = /^2 of 4 versions are within test\.auc from 0\.985: 5, 6\.$/;
  await expect(page.getByRole("status").filter({ hasText: said })).toBeAttached();
  await page.getByRole("button", { name: "Hide the other versions" }).click();
  await expectOrder(page, "columnheader", 5, 6);
});

test("code between two versions is shown in the editor's own comparison", async ({
  workbench,
  sample,
}) => {
  await workbench.open(sample);
  await workbench.openView("Model Registry");
  const page = await compare(workbench, 6, 5);
  const value = page.getByRole("gridcell", { name: /^0\.9851/ }).first();
  await value.focus();
  await value.press("Control+c");
  await expect(workbench.statusBarItem("Value copied")).toBeVisible();
  await page
    .getByRole("button", { name: /^Show changes and commits from / })
    .first()
    .click();
  const commits = await workbench.quickInput("Code of tumor-classifier 5 and tumor-classifier 6");
  await expect(commits.items.first()).toContainText(/Show \d+ changed files?/);
  await expect(commits.input).toHaveAttribute(
    "placeholder",
    /^\d+ commits? since tumor-classifier 5/,
  );
  await commits.items.first().click();
  const tab = /^Code of tumor-classifier 5 and tumor-classifier 6 \(\d+ files\)/;
  await expect(workbench.page.getByRole("tab", { name: tab })).toBeVisible();
  await expect(workbench.page.locator(".monaco-diff-editor").first()).toBeVisible();
  // The heads name one file each: a path that differs would be shown as a renamed file.
  const head = workbench.page.locator(".multiDiffEntry .file-path").first();
  await expect(head.locator(".title").first()).toBeVisible();
  await expect(head.locator(".status")).not.toHaveText("R");
  await workbench.screenshot("compare-code");
});

test("baseline, hidden, pinned and moved versions are kept, whatever happens in the registry", async ({
  workbench,
  sample,
}) => {
  await workbench.open(sample);
  await workbench.openView("Model Registry");
  let page = await compare(workbench, 6, 5, 4, 3, 2);
  const title = "Compare tumor-classifier 6, tumor-classifier 5, tumor-classifier 4…";
  await expectOrder(page, "columnheader", 5, 6, 4, 3, 2);

  const head = (number: number): Locator =>
    heads(page, "columnheader").filter({ hasText: `Version ${number}` });
  await head(6).focus();
  await head(6).press("b");
  await expectOrder(page, "columnheader", 6, 5, 4, 3, 2);
  await head(3).focus();
  await head(3).press("p");
  await expectOrder(page, "columnheader", 6, 3, 5, 4, 2);
  await expect(head(3).getByRole("img", { name: "pinned" })).toBeVisible();
  await head(2).focus();
  await head(2).press("Alt+ArrowLeft");
  await expectOrder(page, "columnheader", 6, 3, 5, 2, 4);
  await expect(head(2)).toBeFocused();
  await head(5).hover();
  await head(5).getByRole("button", { name: "Hide tumor-classifier 5" }).click();
  await head(4).focus();
  await head(4).press("h");
  await expectOrder(page, "columnheader", 6, 3, 2);

  // That nothing is in Production any more changes nothing of what a person chose.
  await registry(sample, "archive", "tumor-classifier@5", "--reason", "replaced");
  await expectOrder(page, "columnheader", 6, 3, 2);
  await page.getByRole("button", { name: "Compact" }).click();
  await page.getByRole("button", { name: "Transpose" }).click();
  await expectOrder(page, "rowheader", 6, 3, 2);
  await workbench.reload();
  page = await workbench.webview(title);
  await expectOrder(page, "rowheader", 6, 3, 2);
  for (const name of ["Compact", "Transpose"]) {
    await expect(page.getByRole("button", { name })).toHaveAttribute("aria-pressed", "true");
    await page.getByRole("button", { name }).click();
  }
  await expectOrder(page, "columnheader", 6, 3, 2);
  await workbench.pictures("compare-hidden", () => expectAccessible(page));

  await page.getByRole("button", { name: "Show tumor-classifier 4" }).click();
  await expectOrder(page, "columnheader", 6, 3, 2, 4);
  await expect(page.getByRole("button", { name: "Show tumor-classifier 4" })).toHaveCount(0);
  await page.getByRole("button", { name: "Show tumor-classifier 5" }).click();
  await expectOrder(page, "columnheader", 6, 3, 5, 2, 4);
});
