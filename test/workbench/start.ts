/**
 * `npm start`: the extension in a real VS Code, on a sample workspace. The VS Code is the first of:
 * `code` on PATH, a downloaded one, the web workbench (always with `--web`; the only one that needs
 * no display).
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { downloadAndUnzipVSCode } from "@vscode/test-electron";
import { downloads, projectRoot } from "./paths.ts";
import { childEnvironment, mustRun, which } from "./processes.ts";
import { startWorkbench } from "./server.ts";

const sample = join(downloads, "sample");

try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function start(): Promise<void> {
  say("Building the extension…");
  await mustRun(process.execPath, ["esbuild.mjs"], { cwd: projectRoot });
  say(`Making the sample workspace afresh in ${sample}…`);
  await mustRun(process.execPath, [join(projectRoot, "test/fixtures/sample-workspace.ts"), sample]);

  const desktop = process.argv.includes("--web") ? undefined : await findDesktop();
  if (desktop === undefined) await openInBrowser();
  else await openOnDesktop(desktop);
}

/** A desktop VS Code, downloaded if need be; undefined where none can be shown. */
async function findDesktop(): Promise<string | undefined> {
  if (!hasDisplay()) {
    say("There is no display here, so VS Code runs as a web page.");
    return undefined;
  }
  const installed = which("code");
  if (installed !== undefined) return installed;
  try {
    say("Downloading VS Code, once…");
    return await downloadAndUnzipVSCode({ cachePath: downloads });
  } catch (error) {
    say(`The download failed (${String(error)}), so VS Code runs as a web page.`);
    return undefined;
  }
}

function hasDisplay(): boolean {
  if (process.platform !== "linux") return true;
  return Boolean(process.env["DISPLAY"] ?? process.env["WAYLAND_DISPLAY"]);
}

async function openOnDesktop(executable: string): Promise<void> {
  say(`Opening ${executable}…`);
  const args = ["--new-window", `--extensionDevelopmentPath=${projectRoot}`, sample];
  const child = spawn(executable, args, {
    env: childEnvironment(),
    detached: true,
    stdio: "ignore",
    shell: process.platform === "win32",
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  child.unref();
}

async function openInBrowser(): Promise<void> {
  say("Starting VS Code's server…");
  const workbench = await startWorkbench({ extensionPath: projectRoot });
  const stopped = new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
    workbench.process.once("exit", () => {
      resolve();
    });
  });
  say(
    `\nOpen this address in a browser on this machine:\n\n  ${workbench.url({ folder: sample })}\n`,
  );
  say("Press Ctrl+C to stop.");
  await stopped;
  await workbench.dispose();
}

function say(text: string): void {
  console.log(text);
}
