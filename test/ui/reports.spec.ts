/** Reports are files that open anywhere: without network, without script, and on paper. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { testResults } from "../workbench/paths.ts";
import { registry } from "./support/process.ts";
import { expect, test } from "./support/sample.ts";

const reports = [
  ["comparison", "tumor-classifier 6", "report", "tumor-classifier@5", "tumor-classifier@6"],
  [
    ...["wide", "7 versions compared with", "report"],
    ...[6, 5, 4, 3, 2, 1].map((number) => `tumor-classifier@${number}`),
    ...["tumor-screening@1", "tumor-screening@2"],
  ],
  ["card", "tumor-classifier", "card", "tumor-classifier@5"],
  ["decision", "tumor-classifier 5", "decision", "tumor-classifier@5"],
  ["incident", "tumor-classifier", "incident", "tumor-classifier"],
] satisfies readonly (readonly string[])[];

test("HTML reports open offline, run nothing, fit the window and print whole", async ({
  browser,
  sample,
}) => {
  const pictures = join(testResults, "screenshots");
  await mkdir(pictures, { recursive: true });
  const context = await browser.newContext({ javaScriptEnabled: false, offline: true });
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", ({ message }) => complaints.push(message));
  for (const [name = "", title = "", ...command] of reports) {
    const file = join(sample, `${name}.html`);
    await registry(sample, ...command, "--output", file);
    const { href } = pathToFileURL(file);
    requests.splice(0);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(href);
    expect(requests, name).toEqual([href]);
    expect(complaints, name).toEqual([]);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(title);
    await expect(page.locator("script, iframe, object, embed, link, img")).toHaveCount(0);

    const backgrounds: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({
        path: join(pictures, `report-${name}-${colorScheme}.png`),
        fullPage: true,
      });
      backgrounds.push(
        await page.evaluate<string>("getComputedStyle(document.documentElement).backgroundColor"),
      );
    }
    expect(new Set(backgrounds).size, `${name} looks the same in light and dark`).toBe(2);

    await page.emulateMedia({ media: "print", colorScheme: "light" });
    // A4 within its margins.
    await page.setViewportSize({ width: 718, height: 1000 });
    const overflow = await page.evaluate<number>(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    expect(overflow, `${name} is wider than the paper`).toBe(0);
    // What a row is about is a word, not a letter in each line.
    for (const heading of await page.locator("tbody th:visible").all()) {
      expect((await heading.boundingBox())?.width ?? 0, name).toBeGreaterThan(80);
    }
    const folded = page.locator("details > :not(summary, .on-screen)");
    for (const each of await folded.all()) await expect(each).toBeVisible();
    await page.screenshot({ path: join(pictures, `report-${name}-print.png`), fullPage: true });
    const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
    const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages, `pages of ${name}`).toBeGreaterThan(0);
    expect(pages, `pages of ${name}`).toBeLessThan(40);
    await page.emulateMedia({ media: null });
  }
  await context.close();
});
