import { join } from "node:path";
import { chromium } from "playwright-core";
import { chromiumArguments } from "../workbench/chromium.ts";
import { projectRoot, testResults } from "../workbench/paths.ts";
import { until } from "../workbench/processes.ts";
import { startWorkbench } from "../workbench/server.ts";
import { setUpChromium } from "../workbench/setup.ts";

/** One run of the bundled tests in some VS Code. */
export interface HostRun {
  /** The bundled module whose `run()` VS Code calls. */
  readonly entry: string;
  /** The folder to open. */
  readonly workspace: string;
  readonly env: NodeJS.ProcessEnv;
  /** Looks for new results; answers whether the run is over, and how many events it has told. */
  readonly poll: () => Promise<{ readonly ended: boolean; readonly events: number }>;
}

/** Longer than mocha's own limit for one test, which then tells which test it was. */
const silence = 90_000;

/** Runs the tests in the web workbench, opened in a headless Chromium. */
export async function runOnWeb(run: HostRun): Promise<void> {
  const executablePath = await setUpChromium();
  const workbench = await startWorkbench({ extensionDevelopmentPath: projectRoot, env: run.env });
  const browser = await chromium.launch({ executablePath, args: chromiumArguments });
  try {
    const page = await browser.newPage();
    await page.goto(workbench.url({ folder: run.workspace, extensionTestsPath: run.entry }));
    let heard = { events: 0, at: performance.now() };
    const ended = await until("the end of the tests in the extension host", Infinity, async () => {
      const { ended, events } = await run.poll();
      if (ended) return true;
      if (events !== heard.events) heard = { events, at: performance.now() };
      return performance.now() - heard.at > silence ? false : undefined;
    });
    if (!ended) {
      const logs = join(testResults, "host");
      await workbench.profile.keepLogs(logs);
      console.error(
        `No result for ${silence / 1000} s. The extension host's log (all logs are in ${logs}):\n` +
          (await workbench.profile.extensionHostLog()),
      );
    }
  } finally {
    await browser.close();
    await workbench.dispose();
  }
}
