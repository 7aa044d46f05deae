import { makeSampleWorkspace } from "../fixtures/sample-workspace.ts";
import type { WorkbenchWindow } from "../workbench/window/window.ts";
import { duration, printTable, quantile } from "./measure.ts";
import { withPackagedExtension } from "./packaged-extension.ts";

const windows = 10;

/**
 * Measures the time that the packaged extension takes to activate, as VS Code itself measures and
 * shows it.
 */
export async function benchActivation(): Promise<void> {
  await withPackagedExtension(
    (folder) => makeSampleWorkspace(folder),
    async ({ inWindow }) => {
      const times: number[] = [];
      for (let window = 0; window < windows; window += 1)
        times.push(await inWindow(activationTime));
      printTable(
        ["activation of the packaged extension", "lowest", "median", "highest"],
        [[`${windows} windows`, ...[0, 0.5, 1].map((share) => duration(quantile(times, share)))]],
      );
    },
  );
}

/** Milliseconds, from a new window's list of running extensions. */
async function activationTime(window: WorkbenchWindow): Promise<number> {
  await window.statusBarItem("in Production").waitFor();
  await window.command("Developer: Show Running Extensions");
  const row = window.page.locator(".runtime-extensions-editor .extension", {
    has: window.page.locator(".name", { hasText: /^Model Registry$/ }),
  });
  const text = (await row.locator(".activation-time").textContent()) ?? "";
  const [, milliseconds] = /Activation: (\d+)ms/.exec(text) ?? [];
  if (milliseconds === undefined) throw new Error(`VS Code shows no activation time: “${text}”.`);
  return Number(milliseconds);
}
