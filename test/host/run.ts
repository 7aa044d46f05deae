/**
 * Runs test/host inside the extension hosts of real VS Code windows and reports like any test runner.
 * `node test/host/run.ts [part of a test's title] [--window <name>]… [--inspect]`: `--window` runs the
 * tests of these folders only; with `--inspect` each extension host waits for a debugger on port 9229.
 * MODEL_REGISTRY_VSCODE=desktop takes the desktop application (downloaded by @vscode/test-electron;
 * needs a display) instead of the web workbench.
 */
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { projectRoot, testResults } from "../workbench/paths.ts";
import { bundleWindow, makeBundleFolder } from "./bundle.ts";
import { runOnDesktop } from "./desktop.ts";
import { HostReport } from "./report.ts";
import { resultsVariable } from "./results.ts";
import { runOnWeb } from "./web.ts";
import { windows } from "./windows.ts";
import type { TestWindow } from "./windows.ts";

// By itself a signal would end this process without the clean-up that belongs to its exit.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));

const { values: options, positionals } = parseArgs({
  options: { window: { type: "string", multiple: true }, inspect: { type: "boolean" } },
  allowPositionals: true,
});
const filter = positionals[0];
const chosen = chooseWindows(options.window);
const bundles = await makeBundleFolder();
const workspaces = await realpath(await mkdtemp(join(tmpdir(), "model-registry-host-")));
const results = join(bundles, "results.jsonl");
const report = new HostReport(bundles);

const where = process.env["MODEL_REGISTRY_VSCODE"] === "desktop" ? runOnDesktop : runOnWeb;
try {
  await writeFile(results, "");
  const prepared = await Promise.all(
    chosen.map(async ({ name, prepare, opens = "", restricted = false }) => {
      const folder = join(workspaces, name);
      await prepare(folder);
      const entry = await bundleWindow(name, bundles);
      return { name, workspace: join(folder, opens), restricted, entry };
    }),
  );
  await where({
    windows: prepared,
    inspect: options.inspect ?? false,
    env: {
      [resultsVariable]: results,
      ...(filter === undefined ? {} : { MODEL_REGISTRY_HOST_GREP: filter }),
    },
    opening: (name) => {
      report.open(name);
    },
    poll: async () => {
      report.take(await readFile(results, "utf8"));
      return { ended: report.ended, events: report.progress };
    },
  });
  report.close();
  if (filter === undefined && chosen === windows) report.checkCommands(await commandsOfManifest());
  report.printSummary();
  await mkdir(testResults, { recursive: true });
  await writeFile(join(testResults, "host.json"), JSON.stringify(report.counts));
} finally {
  await rm(workspaces, { recursive: true, force: true, maxRetries: 10 });
  await rm(bundles, { recursive: true, force: true });
}
const { passed, failed } = report.counts;
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;

/** Returns the windows of these names, all without names. @throws for a name that no window has */
function chooseWindows(names: readonly string[] | undefined): readonly TestWindow[] {
  if (names === undefined) return windows;
  const known = windows.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`No window is called ${unknown.join(", ")}. There are ${known.join(", ")}.`);
  }
  return windows.filter(({ name }) => names.includes(name));
}

async function commandsOfManifest(): Promise<readonly string[]> {
  const manifest = JSON.parse(await readFile(join(projectRoot, "package.json"), "utf8")) as {
    readonly contributes: { readonly commands: readonly { readonly command: string }[] };
  };
  return manifest.contributes.commands.map(({ command }) => command);
}
