import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../workbench/processes.ts";
import type { WorkbenchWindow } from "../workbench/window/window.ts";
import { writeSafetensors } from "./large-models.ts";
import { duration, printTable, quantile } from "./measure.ts";
import { withPackagedExtension } from "./packaged-extension.ts";

const windows = 5;
/** After this long VS Code has started what it starts behind its first picture. */
const startingUp = 8000; // ms

const models = ["first.safetensors", "second.safetensors"] as const;
const images = ["first.png", "second.png"] as const;
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/**
 * Notes when a file was clicked, and in the page in the editor, when the first row of its table, or
 * its image, had been painted (ms since the epoch).
 */
const noteTimes = `
  addEventListener("click", () => { globalThis.clickedAt = Date.now(); }, true);
  const isShown = () =>
    document.querySelector("tbody tr[aria-rowindex]") ??
    [...document.querySelectorAll("body.image img, body > img")].find((each) => each.naturalWidth > 0);
  // Looked for again and again: VS Code writes the page into its frame anew, which ends observers.
  const looking = setInterval(() => {
    if (!isShown()) return;
    clearInterval(looking);
    requestAnimationFrame(() => setTimeout(() => { globalThis.shownAt = Date.now(); }));
  }, 5);
`;

/**
 * Measures the time until a person sees the tensors of a model file of 10 GiB: from the click in the
 * Explorer, with which VS Code opens it in the extension's editor, to the first row of the table.
 * Beside it VS Code's own preview of an image of one pixel, which says what an editor of this kind
 * costs without us.
 */
export async function benchOpenModel(): Promise<void> {
  await withPackagedExtension(
    async (folder) => {
      for (const name of models) await writeSafetensors(join(folder, name));
      for (const name of images) await writeFile(join(folder, name), png);
    },
    async ({ inWindow }) => {
      const rows: string[][] = [];
      const measure = async (files: typeof models | typeof images, what: string): Promise<void> => {
        const [atOnce, first, second]: [number[], number[], number[]] = [[], [], []];
        for (let each = 0; each < windows; each += 1) {
          await inWindow(async (window) => {
            atOnce.push(await timeToShow(window, files[0]));
          }, noteTimes);
          await inWindow(async (window) => {
            await window.explorerItem(files[0]);
            await sleep(startingUp);
            first.push(await timeToShow(window, files[0]));
            second.push(await timeToShow(window, files[1]));
          }, noteTimes);
        }
        for (const [title, times] of [
          ["first of a window", first],
          ["another after it", second],
          ["while the window still starts", atOnce],
        ] as const) {
          const figures = [0, 0.5, 1].map((share) => duration(quantile(times, share)));
          rows.push([`${what}, ${title}`, ...figures]);
        }
      };
      await measure(models, "safetensors of 10 GiB, 300 tensors");
      await measure(images, "VS Code's own preview of an image");
      printTable(["click to picture", "lowest", "median", "highest"], rows);
    },
  );
}

/** Milliseconds. */
async function timeToShow(window: WorkbenchWindow, name: string): Promise<number> {
  await (await window.explorerItem(name)).click();
  const clickedAt = await window.page.evaluate<number>("globalThis.clickedAt");
  return until(`${name} is not shown`, 60_000, async () => {
    for (const frame of window.page.frames()) {
      // Frames of the page before this one go away at any moment.
      const shownAt = await frame.evaluate<number>("globalThis.shownAt ?? 0").catch(() => 0);
      if (shownAt > clickedAt) return shownAt - clickedAt;
    }
    return undefined;
  });
}
