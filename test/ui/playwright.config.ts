import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { chromiumArguments } from "../workbench/chromium.ts";
import { testResults } from "../workbench/paths.ts";
import { setUpChromium } from "../workbench/setup.ts";
import { patience } from "../workbench/window/window.ts";
import type { ServerOptions } from "./workbench.ts";

/** Name of what a run leaves in test-results: of those side by side, each has its own. */
const report = process.env["MODEL_REGISTRY_UI_REPORT"] ?? "ui";

const chromium = await setUpChromium();

export default defineConfig<object, ServerOptions>({
  testDir: import.meta.dirname,
  // One window at a time: a VS Code, its extension host and a browser fill two cores.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: process.env["CI"] !== undefined,
  // Deadlines for what hangs: a busy machine takes several times as long as an idle one.
  timeout: 1_800_000,
  expect: { timeout: patience },
  reporter: [
    ["list"],
    ["json", { outputFile: join(testResults, `${report}.json`) }],
    ["./count-reporter.ts"],
  ],
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: chromium, args: chromiumArguments },
    viewport: { width: 1400, height: 900 },
    actionTimeout: patience,
    // Without film and copies of the page, which take a fifth of a test's time: with --trace on they
    // are there.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: false },
    screenshot: "only-on-failure",
  },
  projects: [
    {
      name: "source",
      outputDir: join(testResults, `${report}-source`),
      use: { extension: "source" },
    },
    {
      name: "vsix",
      outputDir: join(testResults, `${report}-vsix`),
      grep: /@smoke/,
      use: { extension: "vsix" },
    },
  ],
});
