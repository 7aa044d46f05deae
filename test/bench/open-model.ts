import { stat } from "node:fs/promises";
import { join } from "node:path";
import { until } from "../workbench/processes.ts";
import type { WorkbenchWindow } from "../workbench/window/window.ts";
import { writeSafetensors } from "./large-models.ts";
import { duration, printTable, quantile } from "./measure.ts";
import { withPackagedExtension } from "./packaged-extension.ts";

const windows = 5;
const names = ["first.safetensors", "second.safetensors"] as const;

/**
 * Notes when a file was clicked, and in the page in the editor, when the first row of its table had
 * been painted (ms since the epoch).
 */
const noteTimes = `
  addEventListener("click", () => { globalThis.clickedAt = Date.now(); }, true);
  // Looked for again and again: VS Code writes the page into its frame anew, which ends observers.
  const looking = setInterval(() => {
    if (!document.querySelector("tbody tr[aria-rowindex]")) return;
    clearInterval(looking);
    requestAnimationFrame(() => setTimeout(() => { globalThis.tableShownAt = Date.now(); }));
  }, 5);
`;

/**
 * How long it takes a person to see the tensors of a model file of 10 GiB: from the click in the
 * Explorer, with which VS Code opens it in the extension's editor, to the first row of the table.
 */
export async function benchOpenModel(): Promise<void> {
  await withPackagedExtension(
    async (folder) => {
      for (const name of names) await writeSafetensors(join(folder, name));
    },
    async ({ folder, inWindow }) => {
      const times: Record<(typeof names)[number], number[]> = {
        "first.safetensors": [],
        "second.safetensors": [],
      };
      for (let each = 0; each < windows; each += 1) {
        await inWindow(async (window) => {
          for (const name of names) times[name].push(await timeToTable(window, name));
        }, noteTimes);
      }
      const size = `${((await stat(join(folder, names[0]))).size / 1024 ** 3).toFixed(1)} GiB`;
      const row = (title: string, name: (typeof names)[number]): string[] => [
        title,
        ...[0, 0.5, 1].map((share) => duration(quantile(times[name], share))),
      ];
      printTable(
        [`safetensors, 300 tensors, ${size}: click to table`, "lowest", "median", "highest"],
        [
          row("first in a new window: the extension starts", "first.safetensors"),
          row("another after it", "second.safetensors"),
        ],
      );
    },
  );
}

/** Milliseconds. */
async function timeToTable(window: WorkbenchWindow, name: string): Promise<number> {
  await (await window.explorerItem(name)).click();
  const clickedAt = await window.page.evaluate<number>("globalThis.clickedAt");
  return until(`the table of ${name} is not shown`, 60_000, async () => {
    for (const frame of window.page.frames()) {
      // Frames of the page before this one go away at any moment.
      const shownAt = await frame.evaluate<number>("globalThis.tableShownAt ?? 0").catch(() => 0);
      if (shownAt > clickedAt) return shownAt - clickedAt;
    }
    return undefined;
  });
}
