import type { Command } from "commander";
import { count, formatBytes } from "../../../core/text/format.ts";
import { pull, push, sync, type ExchangeReport } from "../../../registry/exchange/sync.ts";
import type { WantedBytes } from "../../../registry/exchange/wanted-bytes.ts";
import { sealForOthers } from "../../../registry/observations/seal-for-others.ts";
import { CliError } from "../../failure.ts";
import { addHelp } from "../../options.ts";
import { modelOf } from "../../references.ts";
import { run, type Session } from "../../run.ts";

interface PullOptions {
  readonly all?: boolean;
  readonly production?: boolean;
  readonly model?: string;
}

/** Defines `model-registry pull`. */
export function definePull(command: Command): void {
  addHelp(command, {
    more: "What was observed lately comes with the history. Files come when resolve, export, promote or rollback needs them, or with one of the options.",
    examples: ["pull", "pull --production", "pull --model fraud", "pull --all --json"],
  })
    .option("--production", "fetch the files of the versions in production, too")
    .option("--model <name>", "fetch the files of all versions of a model, too")
    .option("--all", "fetch all files, too")
    .action((options: PullOptions, command: Command) =>
      run(command, async (session) => {
        const bytes = await wanted(session, options);
        const { registry, output, task } = session;
        const report = await pull(registry, { ...(bytes && { bytes }) }, task);
        output.done(report, [`From ${report.address}: ${receivedText(report)}`]);
      }),
    );
}

/** Defines `model-registry push`. */
export function definePush(command: Command): void {
  addHelp(command, {
    more: "Files go before the history that refers to them.",
    examples: ["push"],
  }).action((_options: unknown, command: Command) =>
    run(command, async ({ registry, output, task }) => {
      await sealForOthers(registry, {});
      const report = await push(registry, {}, task);
      output.done(report, [`To ${report.address}: ${sentText(report)}`]);
    }),
  );
}

/** Defines `model-registry sync`. */
export function defineSync(command: Command): void {
  addHelp(command, { examples: ["sync"] }).action((_options: unknown, command: Command) =>
    run(command, async ({ registry, output, task }) => {
      await sealForOthers(registry, {});
      const report = await sync(registry, {}, task);
      output.done(report, [
        `From ${report.address}: ${receivedText(report)}`,
        `To ${report.address}: ${sentText(report)}`,
      ]);
    }),
  );
}

async function wanted(
  session: Session,
  { all = false, production = false, model }: PullOptions,
): Promise<WantedBytes | undefined> {
  if ([all, production, model !== undefined].filter(Boolean).length > 1) {
    throw new CliError({ reason: "several-fetched" });
  }
  if (all) return { kind: "all" };
  if (production) return { kind: "production" };
  if (model === undefined) return undefined;
  // The model may be one that only the history brings.
  await pull(session.registry, {}, session.task);
  return { kind: "model", model: await modelOf(session, model) };
}

function receivedText({ received }: ExchangeReport): string {
  return movedText(received, "received");
}

function sentText({ sent }: ExchangeReport): string {
  return movedText(sent, "sent");
}

function movedText({ lines, objects, bytes }: ExchangeReport["sent"], verb: string): string {
  if (lines + objects === 0) return "nothing new";
  const files = objects > 0 ? `, ${count(objects, "file")} (${formatBytes(bytes)})` : "";
  return `${count(lines, "ledger line")}${files} ${verb}`;
}
