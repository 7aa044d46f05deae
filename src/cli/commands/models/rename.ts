import type { Command } from "commander";
import { renameModel } from "../../../registry/models/rename-model.ts";
import { addHelp } from "../../options.ts";
import { modelOf } from "../../references.ts";
import { eventDocument } from "../../report/documents.ts";
import { run } from "../../run.ts";

/** Defines `model-registry rename`. */
export function defineRename(command: Command): void {
  addHelp(command, {
    more:
      "Its versions, aliases and history stay. References by the former name still find it, " +
      "until another model takes that name.",
    examples: [
      "rename fraud fraud-detection",
      'rename fraud-detection risk/fraud --reason "one folder for each team"',
    ],
  })
    .argument("<name>", "the model")
    .argument("<new-name>", "the name that it gets")
    .option("--reason <text>", "reason, recorded in the history")
    .action((name: string, to: string, { reason }: { reason?: string }, command: Command) =>
      run(command, async ({ registry, output }) => {
        const model = await modelOf({ registry, output }, name);
        const event = await renameModel(registry, {
          model,
          to,
          ...(reason !== undefined && { reason }),
        });
        const { from, to: given } = event.data;
        output.done({ model: given, id: event.data.model, from, event: eventDocument(event) }, [
          `${from} is called ${given} now`,
        ]);
      }),
    );
}
