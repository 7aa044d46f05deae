import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";
import { makeSampleWorkspace } from "../fixtures/sample-workspace.ts";
import { chromiumArguments } from "../workbench/chromium.ts";
import { packagedExtension, projectRoot } from "../workbench/paths.ts";
import { mustRun } from "../workbench/processes.ts";
import { startWorkbench } from "../workbench/server.ts";
import type { Workbench } from "../workbench/server.ts";
import { setUpChromium } from "../workbench/setup.ts";
import { WorkbenchWindow } from "../workbench/window/window.ts";
import { duration, printTable, quantile } from "./measure.ts";

const windows = 10;

/** How long the packaged extension takes to activate, as VS Code itself measures and shows it. */
export async function benchActivation(): Promise<void> {
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
    await makeSampleWorkspace(folder);
    server = await startWorkbench({ vsix: packagedExtension });
    const times: number[] = [];
    for (let window = 0; window < windows; window += 1) {
      times.push(await activationTime(browser, server, folder));
    }
    printTable(
      ["activation of the packaged extension", "lowest", "median", "highest"],
      [[`${windows} windows`, ...[0, 0.5, 1].map((share) => duration(quantile(times, share)))]],
    );
  } finally {
    await server?.dispose();
    await browser.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Milliseconds, from a new window's list of running extensions. */
async function activationTime(
  browser: Browser,
  server: Workbench,
  folder: string,
): Promise<number> {
  const page = await browser.newPage();
  try {
    const window = new WorkbenchWindow(page);
    await window.goto(server.url({ folder }));
    await window.statusBarItem("in Production").waitFor();
    await window.command("Developer: Show Running Extensions");
    const row = page.locator(".runtime-extensions-editor .extension", {
      has: page.locator(".name", { hasText: /^Model Registry$/ }),
    });
    const text = (await row.locator(".activation-time").textContent()) ?? "";
    const [, milliseconds] = /Activation: (\d+)ms/.exec(text) ?? [];
    if (milliseconds === undefined) throw new Error(`VS Code shows no activation time: “${text}”.`);
    return Number(milliseconds);
  } finally {
    await page.close();
    await server.windowsClosed();
  }
}
