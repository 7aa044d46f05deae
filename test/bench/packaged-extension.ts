import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { chromiumArguments } from "../workbench/chromium.ts";
import { packagedExtension, projectRoot } from "../workbench/paths.ts";
import { mustRun } from "../workbench/processes.ts";
import { startWorkbench } from "../workbench/server.ts";
import type { Workbench } from "../workbench/server.ts";
import { setUpChromium } from "../workbench/setup.ts";
import { WorkbenchWindow } from "../workbench/window/window.ts";

/** A VS Code with the packaged extension, and a folder that is removed afterwards. */
export interface Installed {
  readonly folder: string;
  /**
   * Opens the folder in a new window, does something there, and closes it. `script` runs in every
   * frame of the window before anything else.
   */
  readonly inWindow: <T>(
    body: (window: WorkbenchWindow) => Promise<T>,
    script?: string,
  ) => Promise<T>;
}

/** Packages the extension, installs it, and measures with it. */
export async function withPackagedExtension(
  prepare: (folder: string) => Promise<void>,
  measure: (installed: Installed) => Promise<void>,
): Promise<void> {
  await mustRun(process.platform === "win32" ? "npm.cmd" : "npm", ["run", "--silent", "package"], {
    cwd: projectRoot,
    shell: process.platform === "win32",
  });
  const folder = await mkdtemp(join(tmpdir(), "model-registry-bench-"));
  const browser = await chromium.launch({
    executablePath: await setUpChromium(),
    args: [...chromiumArguments],
  });
  let server: Workbench | undefined;
  try {
    await prepare(folder);
    const started = (server = await startWorkbench({ vsix: packagedExtension }));
    await measure({
      folder,
      inWindow: async (body, script = "") => {
        const page = await browser.newPage();
        try {
          await page.addInitScript(script);
          const window = new WorkbenchWindow(page);
          await window.goto(started.url({ folder }));
          return await body(window);
        } finally {
          await page.close();
          await started.windowsClosed();
        }
      },
    });
  } finally {
    await server?.dispose();
    await browser.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
