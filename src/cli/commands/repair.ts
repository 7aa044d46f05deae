import type { Command } from "commander";
import { count } from "../../core/format.ts";
import { lossRefusal } from "../../core/ledger-loss.ts";
import { RegistryError } from "../../core/refusal.ts";
import { acceptLoss } from "../../registry/accept-loss.ts";
import { eventDocument } from "../documents.ts";
import { CliError } from "../failure.ts";
import { addCommand } from "../options.ts";
import { run } from "../run.ts";

/** Adds `model-registry repair`. */
export function addRepair(program: Command): void {
  addCommand(program, "repair", {
    summary: "Go on with a registry whose ledger has lost events.",
    more: "Nothing is removed: this clone goes on in a new ledger file, and a lost file can be put back beside it at any time.",
    examples: ["repair --accept-loss"],
  })
    .option("--accept-loss", "go on without what is lost; its version numbers are not given again")
    .action(
      ({ acceptLoss: accepts = false }: { readonly acceptLoss?: boolean }, command: Command) =>
        run(command, async ({ registry, output }) => {
          await registry.read(() => undefined);
          const { loss } = registry;
          if (!loss) {
            registry.requireHealth();
            output.done({ repaired: false }, ["Nothing is missing."]);
            return;
          }
          if (!accepts) throw new CliError(needsAcceptance(new RegistryError(lossRefusal(loss))));
          const event = await acceptLoss(registry, {});
          const { files, numbers } = event.data;
          output.done({ repaired: true, files, numbers, event: eventDocument(event) }, [
            `Going on in a new ledger file, without ${count(files.length, "lost file")}: ${files.join(", ")}`,
            ...numbers.map(({ model, number }) => `The next version of ${model} is ${number + 1}`),
            "A lost file that is found later can be put back into .model-registry/ledger",
          ]);
        }),
    );
}

function needsAcceptance({ refusal }: RegistryError): CliError["reported"] {
  return {
    ...refusal,
    wayOut:
      "Put the file back into .model-registry/ledger from a backup, or go on without what is lost: add --accept-loss.",
  };
}
