import { join } from "node:path";
import { chromium, type Page } from "@playwright/test";
import { chromiumArguments } from "../workbench/chromium.ts";
import { setUpChromium } from "../workbench/setup.ts";
import { printTable, quantile } from "./measure.ts";
import { servePage } from "./serve-page.ts";

const versions = 50;
const rows = 500;
/** Longer than this, and a person sees it. */
const frameLimit = 50;

/**
 * Scrolls the page of a comparison of 50 versions × 500 rows, as it is built (`dist/webview`), down,
 * up and sideways, and measures how long each frame takes.
 */
export async function benchComparePage(): Promise<void> {
  const served = await servePage("compare", snapshot);
  const browser = await chromium.launch({
    executablePath: await setUpChromium(),
    args: chromiumArguments,
  });
  try {
    const measured: [string, string][] = [];
    for (const transposed of [false, true]) {
      const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
      await page.addInitScript(`window.probeState = ${JSON.stringify({ transposed })};`);
      await page.addInitScript({ path: join(import.meta.dirname, "scroll-probe.js") });
      const start = Date.now();
      await page.goto(served.url);
      await page.getByRole("gridcell").first().waitFor();
      const opened = Date.now() - start;
      const frames = await scroll(page);
      const name = transposed ? "versions as rows" : "versions as columns";
      measured.push(
        [`${name}: first cells`, `${opened} ms`],
        [`${name}: elements in the document`, String(await page.locator("*").count())],
        [`${name}: frames`, String(frames.length)],
        [`${name}: work of a frame, median`, `${quantile(frames, 0.5).toFixed(1)} ms`],
        [`${name}: work of a frame, 99 %`, `${quantile(frames, 0.99).toFixed(1)} ms`],
        [`${name}: work of a frame, longest`, `${Math.max(...frames).toFixed(1)} ms`],
        [
          `${name}: frames over ${frameLimit} ms`,
          String(frames.filter((each) => each > frameLimit).length),
        ],
      );
      await page.close();
    }
    printTable(["compare page", `${versions} versions × ${rows} rows`], measured);
  } finally {
    await browser.close();
    served.close();
  }
}

/** Versions of which each has other values: 200 metrics in ten groups, parameters and packages. */
function snapshot(): unknown {
  return {
    deleted: [],
    versions: Array.from({ length: versions }, (_, index) => {
      const value = (row: number): number =>
        Number((0.5 + ((index * 37 + row * 11) % 997) / 2000).toFixed(5));
      const many = <T>(
        from: number,
        count: number,
        pair: (row: number) => [string, T],
      ): Record<string, T> =>
        Object.fromEntries(Array.from({ length: count }, (_, row) => pair(from + row)));
      const metrics = many(0, 200, (row) => [
        `slice_${Math.floor(row / 20)}.auc_${row % 20}`,
        value(row),
      ]);
      return {
        id: `01ARZ3NDEKTSV4RRFFQ69G${String(index).padStart(4, "0")}`,
        model: "fraud",
        number: index + 1,
        stage: index === 0 ? "Production" : "None",
        stageSince: "2026-11-01T00:00:00.000Z",
        registeredAt: "2026-11-01T00:00:00.000Z",
        registeredBy: { name: "Ada" },
        digest: String(index % 10).repeat(64),
        size: 1000 + index,
        metrics,
        recipe: {
          metrics,
          parameters: many(0, 150, (row) => [`parameter_${row}`, value(row)]),
          datasets: [],
          environment: {
            source: "requirements.txt",
            packages: many(0, 148, (row) => [`package-${row}`, `1.${index}.${row}`]),
          },
          sources: { metrics: [], parameters: [] },
          missing: [],
        },
        tags: {},
        annotations: {},
        gates: [],
        madeFrom: [],
      };
    }),
  };
}

/** Down, right, left and up: by a turn of the wheel, and by most of a page, a frame. */
const directions = [
  [0, 120],
  [960, 0],
  [-960, 0],
  [0, -900],
];

/** Frames that are looked at after each step: what comes into sight may take more than one. */
const framesOfStep = 6;

/**
 * Returns for each frame the milliseconds that the page's main thread worked for it: script, style,
 * layout and paint. It is CPU time, which does not count the time in which others have the core.
 */
async function scroll(page: Page): Promise<readonly number[]> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const worked = async (): Promise<number> => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN);
  };
  const frames: number[] = [];
  for (const [x, y] of directions) {
    let moved = true;
    while (moved) {
      await page.evaluate("probeFrame()");
      let before = await worked();
      moved = await page.evaluate<boolean>(`probeScroll(${x}, ${y})`);
      for (let frame = 0; frame < framesOfStep; frame += 1) {
        await page.evaluate("probeFrame()");
        const after = await worked();
        frames.push(after - before);
        before = after;
      }
    }
  }
  // The first frame of a step only notes it, and those without work are none.
  return frames.filter((each) => each >= 2);
}
