import type { TestWorkbench } from "../workbench.ts";

/** Right-click, “Register Model…”, and every question answered by Enter. */
export async function register(
  workbench: TestWorkbench,
  path: string,
  steps: number,
): Promise<void> {
  await workbench.openView("Explorer");
  await workbench.contextMenu(await workbench.explorerItem(path), "Register Model…");
  for (let step = 1; step <= steps; step += 1) {
    const input = await workbench.quickInput(`(${step}/${steps})`);
    await input.accept();
  }
}
