import type { Command } from "commander";
import { createModel } from "../../../registry/models/create-model.ts";
import { addHelp } from "../../options.ts";
import { eventDocument } from "../../report/documents.ts";
import { run } from "../../run.ts";

/** Defines `model-registry create`. */
export function defineCreate(command: Command): void {
  addHelp(command, {
    more:
      "“register” also creates the model; use this to name a model first, or to make a new " +
      "model under the former name of another one.",
    examples: ['create fraud-detection --description "Scores each payment"'],
  })
    .argument("<name>", "the model's name")
    .option("--description <text>", "what it is for")
    .action((name: string, { description }: { description?: string }, command: Command) =>
      run(
        command,
        async ({ registry, output }) => {
          const event = await createModel(registry, {
            name,
            ...(description !== undefined && { description }),
          });
          output.done(
            {
              model: event.data.name,
              id: event.id,
              description: event.data.description ?? null,
              event: eventDocument(event),
            },
            [`${event.data.name} created, no versions yet`],
          );
        },
        { needsRegistry: false },
      ),
    );
}
