import { join } from "node:path";
import { chromium, type CDPSession, type Page } from "@playwright/test";
import { chromiumArguments } from "../workbench/chromium.ts";
import { setUpChromium } from "../workbench/setup.ts";
import { syntheticLineage } from "./lineage.ts";
import { printTable, quantile } from "./measure.ts";
import { servePage } from "./serve-page.ts";

const nodes = 1100;
/** Cards that are unfolded, and so are all drawn. */
const unfolded = 1000;
const steps = 60;
const restMs = 3000;
/** Longer than this, and a frame is late. */
const frameLimit = 16;

/**
 * Moves the graph of a lineage with 1,000 cards by the pointer and zooms it, and measures how long the
 * page's scripts work at each step.
 */
export async function benchLineagePage(): Promise<void> {
  const graph = syntheticLineage(nodes);
  const served = await servePage("lineage", () => ({
    title: "shared.csv",
    view: "impact",
    graph,
    focus: "dataset:0",
    omitted: 0,
    important: ["Production", "Staging"],
    initial: "None",
  }));
  const browser = await chromium.launch({
    executablePath: await setUpChromium(),
    args: chromiumArguments,
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    const state = {
      hidden: [],
      hiddenStages: [],
      allCommits: false,
      shown: graph.nodes.slice(0, unfolded).map(({ id }) => id),
      limit: 500,
      outlineOpen: false,
      detailsOpen: false,
      outlineWidth: 240,
      detailsWidth: 290,
      of: "impact dataset:0",
    };
    await page.addInitScript(`window.probeState = ${JSON.stringify(state)};`);
    await page.addInitScript({ path: join(import.meta.dirname, "scroll-probe.js") });
    const start = Date.now();
    await page.goto(served.url);
    await page.locator(".card").first().waitFor();
    const opened = Date.now() - start;
    // As long as a person takes to look at it: until then the page prepares for being moved.
    await page.waitForTimeout(restMs);
    const cards = await page.locator(".overview-card").count();
    const rows: [string, string][] = [["opened, with its layout", `${opened} ms`]];
    for (const [name, act] of moves) {
      const { scripts: work, all } = await measured(page, act);
      rows.push(
        [`${name}: script of a step, median`, `${quantile(work, 0.5).toFixed(1)} ms`],
        [`${name}: script of a step, longest`, `${Math.max(...work).toFixed(1)} ms`],
        [
          `${name}: steps over ${frameLimit} ms`,
          String(work.filter((each) => each > frameLimit).length),
        ],
        [`${name}: main thread of a step, median`, `${quantile(all, 0.5).toFixed(1)} ms`],
        [`${name}: main thread of a step, longest`, `${Math.max(...all).toFixed(1)} ms`],
      );
    }
    printTable(["lineage page", `${cards} cards drawn`], rows);
  } finally {
    await browser.close();
    served.close();
  }
}

type Move = (page: Page, step: number) => Promise<void>;

const middle = { x: 960, y: 500 };
const moves: readonly (readonly [string, Move])[] = [
  [
    "pan by the pointer",
    (page, step) => page.mouse.move(middle.x - 12 * step, middle.y - 6 * step),
  ],
  ["zoom by the wheel", (page, step) => page.mouse.wheel(0, step % 20 < 10 ? 60 : -60)],
];

/** Milliseconds of CPU time of each step: of the page's scripts, and of all of its main thread. */
interface Work {
  readonly scripts: readonly number[];
  readonly all: readonly number[];
}

async function measured(page: Page, act: Move): Promise<Work> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  await page.evaluate("probeFrame()");
  const scripts: number[] = [];
  const all: number[] = [];
  for (let step = 1; step <= steps; step += 1) {
    const before = await worked(session);
    await act(page, step);
    await page.evaluate("probeFrame()");
    await page.evaluate("probeFrame()");
    const after = await worked(session);
    scripts.push(after.script - before.script);
    all.push(after.task - before.task);
  }
  await page.mouse.up();
  return { scripts, all };
}

async function worked(session: CDPSession): Promise<{ script: number; task: number }> {
  const { metrics } = await session.send("Performance.getMetrics");
  const ms = (wanted: string): number =>
    1000 * (metrics.find(({ name }) => name === wanted)?.value ?? NaN);
  return { script: ms("ScriptDuration"), task: ms("TaskDuration") };
}
