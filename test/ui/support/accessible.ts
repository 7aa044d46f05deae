import { expect, type FrameLocator } from "@playwright/test";
import axe from "axe-core";

/** Rules of WCAG 2.2 at levels A and AA that a program can check. */
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** A page has nothing that axe-core objects to: names, roles, order of headings, contrast. */
export async function expectAccessible(page: FrameLocator): Promise<void> {
  const found = await page.locator("html").evaluate(
    async (root, { source, tags }) => {
      // The page's own policy keeps it from loading scripts; what a debugger evaluates may.
      const runner = globalThis as typeof globalThis & { axe?: typeof axe };
      if (!runner.axe) (0, eval)(source);
      const results = await runner.axe?.run(root, {
        runOnly: { type: "tag", values: tags },
        // An experiment of axe's: options of a list may say more than they show, in other words.
        rules: { "label-content-name-mismatch": { enabled: false } },
      });
      return results?.violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ html, any, failureSummary }) => ({
          rule: `${id}: ${help}`,
          html,
          why: any[0]?.message ?? failureSummary ?? "",
        })),
      );
    },
    { source: axe.source, tags: rules },
  );
  expect(found).toEqual([]);
}
