import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";
import { chromiumArguments } from "../workbench/chromium.ts";
import { projectRoot, testResults } from "../workbench/paths.ts";
import { until } from "../workbench/processes.ts";
import { startWorkbench } from "../workbench/server.ts";
import type { Workbench } from "../workbench/server.ts";
import { setUpChromium } from "../workbench/setup.ts";

/** A window to open for its tests. */
export interface OpenedWindow {
  readonly name: string;
  /** The folder, or the `.code-workspace` file, to open. */
  readonly workspace: string;
  /** In Restricted Mode. */
  readonly restricted: boolean;
  /** The bundled module whose `run()` VS Code calls. */
  readonly entry: string;
}

/** One run of the bundled tests in some VS Code. */
export interface HostRun {
  /** The windows, opened one after the other. */
  readonly windows: readonly OpenedWindow[];
  readonly env: NodeJS.ProcessEnv;
  /** True if each extension host waits for a debugger on {@link debugPort} before it runs tests. */
  readonly inspect: boolean;
  /** Called before a window opens. */
  readonly opening: (name: string) => void;
  /** Looks for new results; answers whether the window's run is over, and how many events came. */
  readonly poll: () => Promise<{ readonly ended: boolean; readonly events: number }>;
}

/** Port on which a debugger attaches; Node's own choice as well. */
export const debugPort = 9229;

/** Longer than mocha's own limit for one test, which then tells which test it was. */
const silence = 300_000;

/** Runs the tests in the web workbench, opened in a headless Chromium. */
export async function runOnWeb(run: HostRun): Promise<void> {
  const executablePath = await setUpChromium();
  const browser = await chromium.launch({ executablePath, args: chromiumArguments });
  try {
    for (const window of run.windows) await runWindow(browser, run, window);
  } finally {
    await browser.close();
  }
}

/** Each window has a server of its own, so that one that hangs can't take others with it. */
async function runWindow(browser: Browser, run: HostRun, window: OpenedWindow): Promise<void> {
  const { name, workspace, restricted, entry } = window;
  run.opening(name);
  const workbench = await startWorkbench({
    extensionDevelopmentPath: projectRoot,
    trust: restricted,
    env: run.env,
  });
  // Copying and reading what was copied is part of what the tests do.
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  try {
    const page = await context.newPage();
    const waitsOn = run.inspect ? { waitForDebuggerOn: debugPort } : {};
    const url = workbench.url({ folder: workspace, extensionTestsPath: entry, ...waitsOn });
    await page.goto(url, { timeout: silence });
    if (!(await endsByItself(run))) await explainSilence(name, workbench);
  } finally {
    await context.close();
    await workbench.dispose();
  }
}

/** Waits for the end of a window's tests; false if nothing is heard of them any more. */
async function endsByItself(run: HostRun): Promise<boolean> {
  let heard = { events: -1, at: performance.now() };
  return until("the end of the tests in the extension host", Infinity, async () => {
    const { ended, events } = await run.poll();
    if (ended) return true;
    if (events !== heard.events) heard = { events, at: performance.now() };
    // Nothing is heard while a person looks around in the debugger.
    return !run.inspect && performance.now() - heard.at > silence ? false : undefined;
  });
}

async function explainSilence(name: string, { profile }: Workbench): Promise<void> {
  const logs = join(testResults, "host", name);
  await profile.keepLogs(logs);
  console.error(
    `No result for ${silence / 1000} s. The extension host's log (all logs are in ${logs}):\n` +
      (await profile.extensionHostLog()),
  );
}
