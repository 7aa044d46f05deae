import type { Command } from "commander";
import { localCaller } from "../../../agents/local-caller.ts";
import { serveMcp } from "../../../agents/mcp-server.ts";
import { release } from "../../../core/events/release.ts";
import { addHelp } from "../../options.ts";
import { reportedError } from "../../reported-error.ts";
import { run } from "../../run.ts";

/** Defines `model-registry mcp`. */
export function defineMcp(command: Command): void {
  addHelp(command, {
    more: "A client of the Model Context Protocol starts it and talks to it over standard input and output. Tools that read answer at once; those that change the registry ask the person through the client, and refuse where the client can't ask.",
    examples: ["mcp", "mcp --folder ~/projects/fraud"],
  });
  command.action((_options: unknown, command: Command) =>
    run(command, ({ registry, task }) =>
      serveMcp(
        // Standard output is the client's, so progress is not shown.
        { registry: localCaller(registry), folder: registry.folder, task: { signal: task.signal } },
        { version: release, wordsOf: reportedError },
      ),
    ),
  );
}
