import type { Command } from "commander";
import { initialize } from "../../../registry/initialize.ts";
import { addHelp } from "../../options.ts";
import { run } from "../../run.ts";
import { exists } from "../../workspace-folder.ts";

/** Defines `model-registry init`. */
export function defineInit(command: Command): void {
  addHelp(command, {
    examples: ["init", "-C ~/projects/fraud init"],
  }).action((_options: unknown, command: Command) =>
    run(
      command,
      async ({ registry, output }) => {
        const existed = await exists(registry.paths.root);
        const { root } = await initialize(registry, {});
        const created = !existed;
        output.done({ folder: registry.folder, root, created }, [
          created ? `Registry made in ${root}` : `The registry in ${root} is there already`,
        ]);
      },
      { needsRegistry: false },
    ),
  );
}
