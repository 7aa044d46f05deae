import type { FrameLocator } from "playwright-core";

/** Opens the outline and the details of a lineage page, which begin closed where it is not wide. */
export async function openLineagePanels(page: FrameLocator): Promise<void> {
  for (const name of ["Outline", "Details"]) {
    const button = page.getByRole("button", { name, exact: true });
    if ((await button.getAttribute("aria-pressed")) !== "true") await button.click();
  }
}
