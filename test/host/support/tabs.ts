import { TabInputWebview, window } from "vscode";
import type { Tab } from "vscode";
import { waitFor } from "./wait.ts";

/** The tabs of all editor groups. */
function tabs(): readonly Tab[] {
  return window.tabGroups.all.flatMap((group) => group.tabs);
}

/**
 * The tab with this label. A page of the extension gets its label when its script has said that it
 * is ready and was sent what it shows.
 */
export function tab(label: string): Promise<Tab> {
  return waitFor(
    `a tab “${label}” beside ${tabs()
      .map((each) => each.label)
      .join(", ")}`,
    () => tabs().find((each) => each.label === label),
  );
}

/** The tabs with a page of the extension, e.g. `version`. */
export function pageTabs(page: string): readonly Tab[] {
  return tabs().filter(
    ({ input }) =>
      input instanceof TabInputWebview && input.viewType.endsWith(`modelRegistry.${page}`),
  );
}

export async function closeTabs(): Promise<void> {
  await window.tabGroups.close([...tabs()]);
}
