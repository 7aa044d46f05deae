import { join } from "node:path";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { downloads, projectRoot } from "../workbench/paths.ts";
import { debugPort } from "./web.ts";
import type { HostRun } from "./web.ts";

/** Runs the tests in the desktop application, downloaded once into .vscode-test. */
export async function runOnDesktop(run: HostRun): Promise<void> {
  const vscodeExecutablePath = await downloadAndUnzipVSCode({ cachePath: downloads });
  for (const { name, workspace, restricted, entry } of run.windows) {
    run.opening(name);
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: projectRoot,
      extensionTestsPath: entry,
      extensionTestsEnv: run.env,
      launchArgs: [
        workspace,
        ...(restricted ? [] : ["--disable-workspace-trust"]),
        ...(run.inspect ? [`--inspect-brk-extensions=${debugPort}`] : []),
        "--user-data-dir",
        join(entry, "../user-data"),
      ],
    });
    await run.poll();
  }
}
