import type { Command } from "commander";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { count } from "../../../core/text/format.ts";
import { acceptLoss } from "../../../registry/audit/accept-loss.ts";
import { previewRepair, type RepairPlan } from "../../../registry/audit/preview-repair.ts";
import { repairLedger, type LedgerRepair } from "../../../registry/audit/repair-ledger.ts";
import { exitCodes } from "../../failure.ts";
import { addHelp } from "../../options.ts";
import { eventDocument } from "../../report/documents.ts";
import { repairPlanLines } from "../../report/repair-report.ts";
import { run, type Session } from "../../run.ts";

interface RepairOptions {
  readonly yes: boolean;
  readonly acceptLoss: boolean;
}

/** Adds `model-registry repair`. */
export function defineRepair(command: Command): void {
  addHelp(command, {
    more:
      "Without an option it only says what is wrong and what can be kept, and ends with exit code " +
      `${exitCodes.damaged} if anything is. Nothing is removed: damaged files are set aside whole, and ` +
      "the events that can be read go on in a new ledger file, with their own ids. A sound copy of a " +
      "file can be put back beside it at any time.",
    examples: ["repair", "repair --yes", "repair --accept-loss"],
  })
    .option("--yes", "repair what is damaged", false)
    .option(
      "--accept-loss",
      "continue without the lost events; their version numbers are not used again",
      false,
    )
    .action((options: RepairOptions, command: Command) =>
      run(command, async (session) => {
        const plan = await previewRepair(session.registry, {});
        if (plan && !options.yes) {
          session.output.answer({ damaged: true, repaired: false, ...plan }, repairPlanLines(plan));
          process.exitCode = exitCodes.damaged;
          return;
        }
        if (plan) await repair(session, plan);
        else await goOnWithoutLoss(session, options);
      }),
    );
}

async function repair({ registry, output, task }: Session, { files }: RepairPlan): Promise<void> {
  const repaired = await repairLedger(registry, { files }, task);
  output.done(
    {
      damaged: false,
      repaired: repaired !== undefined,
      ...(repaired && { files: repaired.files, lost: repaired.lost }),
      ...(repaired?.event && { event: eventDocument(repaired.event) }),
    },
    repaired ? repairedLines(repaired) : ["Another process has repaired the ledger meanwhile."],
  );
}

function repairedLines({ files, lost }: LedgerRepair): readonly string[] {
  return [
    ...files.map(
      ({ file, keptAs, events, dropped }) =>
        `ledger/${file}: ${count(events, "event")} kept in a new ledger file, ${count(dropped, "line")} dropped; the file is kept as ledger/${keptAs}`,
    ),
    ...(lost === 0
      ? []
      : [`${count(lost, "event")} that the index knew ${lost === 1 ? "is" : "are"} lost`]),
    "What was dropped is recorded in the history; run “model-registry verify” to check everything",
  ];
}

async function goOnWithoutLoss(
  { registry, output }: Session,
  { acceptLoss: accepts }: RepairOptions,
): Promise<void> {
  await registry.read(() => undefined);
  const { loss } = registry;
  if (!loss) {
    registry.requireHealth();
    output.done({ damaged: false, repaired: false }, ["Nothing is damaged or missing."]);
    return;
  }
  if (!accepts) {
    throw new RegistryError({ code: "ledger-missing", reason: "events-lost", loss });
  }
  const event = await acceptLoss(registry, {});
  const { files, numbers } = event.data;
  output.done({ damaged: false, repaired: true, files, numbers, event: eventDocument(event) }, [
    `Going on in a new ledger file, without ${count(files.length, "lost file")}: ${files.join(", ")}`,
    ...numbers.map(({ model, number }) => `The next version of ${model} is ${number + 1}`),
    "A lost file that is found later can be put back into .model-registry/ledger",
  ]);
}
