import { InvalidArgumentError, Option, type Command } from "commander";
import { EventId } from "../../../core/model/ids.ts";
import {
  formatOfFile,
  reportFormats,
  type ReportFormat,
} from "../../../core/reports/report-format.ts";
import { makeReport, type ReportSubject } from "../../../registry/reports/make-report.ts";
import { saveReport } from "../../../registry/reports/save-report.ts";
import { CliError } from "../../failure.ts";
import { addHelp, referenceHelp } from "../../options.ts";
import { modelOf, stageOf, versionOf } from "../../references.ts";
import { run, type Session } from "../../run.ts";
import { openFile } from "../../terminal/open-file.ts";
import { givenPath } from "../../workspace-folder.ts";

/** Options of commands that write a report. */
export interface ReportOptions {
  readonly format?: ReportFormat;
  readonly output?: string;
  readonly force: boolean;
  readonly open: boolean;
}

/** Defines `model-registry report`. */
export function defineReport(command: Command): void {
  addHelp(command, {
    more:
      "Metrics with changes against the first, parameters, data, code, environment, signature and " +
      "gates; what differs first. The HTML is one file that needs no network and no script.",
    examples: [
      "report fraud-detection@Production fraud-detection@latest --output report.html --open",
      "report fraud-detection@4 fraud-detection@5 --format csv > comparison.csv",
      "report fraud-detection@5",
    ],
  });
  addReportOptions(command, reportFormats)
    .argument("<reference>", `${referenceHelp}; changes are measured against it`)
    .argument("[others...]", "references of versions to compare with it")
    .action((first: string, others: readonly string[], options: ReportOptions, command: Command) =>
      run(command, async (session) => {
        const versions = await Promise.all(
          [first, ...others].map(async (text) => (await versionOf(session, text)).id),
        );
        await answerReport(session, { kind: "comparison", versions }, options);
      }),
    );
}

/** Defines `model-registry card`. */
export function defineCard(command: Command): void {
  addHelp(command, {
    more:
      "The metadata is front matter with model-index; below it stands what the registry knows of the " +
      "version. What nobody recorded is said to be missing.",
    examples: [
      "card fraud-detection@Production --output README.md",
      "card fraud-detection@5 --format html --output card.html",
    ],
  });
  addReportOptions(command, documentFormats)
    .argument("<reference>", referenceHelp)
    .action((reference: string, options: ReportOptions, command: Command) =>
      run(command, async (session) => {
        const { id: version } = await versionOf(session, reference);
        await answerReport(session, { kind: "card", version }, options);
      }),
    );
}

/** Defines `model-registry decision`. */
export function defineDecision(command: Command): void {
  addHelp(command, {
    more:
      "Who decided when and why, each check with what was required and what there was, approvals, " +
      "the policy's digest, what was replaced, and what happened since.",
    examples: [
      "decision fraud-detection@5 --output decision.md",
      "decision fraud-detection@5 --stage Staging",
    ],
  });
  addReportOptions(command, documentFormats)
    .argument("<reference>", referenceHelp)
    .option("--stage <stage>", "the last entry into this stage, in place of the one in use")
    .option("--event <id>", "the decision with this id, as “log --json” has it", eventId)
    .action((reference: string, options: DecisionOptions, command: Command) =>
      run(command, async (session) => {
        const { stage, event, ...rest } = options;
        const { id: version } = await versionOf(session, reference);
        const into = stage === undefined ? undefined : await stageOf(session.registry, stage);
        await answerReport(session, { kind: "decision", version, stage: into, event }, rest);
      }),
    );
}

interface DecisionOptions extends ReportOptions {
  readonly stage?: string;
  readonly event?: EventId;
}

/** Defines `model-registry incident`. */
export function defineIncident(command: Command): void {
  addHelp(command, {
    more:
      "Of a rollback, or an alert where there was none: which version was in the stage when, why it was rolled back, alerts, timeline, people, checks, and " +
      "what changed between the versions.",
    examples: [
      "incident fraud-detection --output incident.html",
      "incident fraud-detection --format md",
    ],
  });
  addReportOptions(command, documentFormats)
    .argument("<name>", "the model's name")
    .option(
      "--event <id>",
      "the rollback or alert with this id, in place of the last rollback",
      eventId,
    )
    .action((name: string, { event, ...options }: IncidentOptions, command: Command) =>
      run(command, async (session) => {
        const model = await modelOf(session, name);
        await answerReport(session, { kind: "incident", model, event }, options);
      }),
    );
}

interface IncidentOptions extends ReportOptions {
  readonly event?: EventId;
}

/** Formats of reports that are more than a table. */
const documentFormats = ["md", "html", "json"] as const;

function eventId(text: string): EventId {
  const parsed = EventId.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError("It must be the id of an event.");
}

/** Adds the options that say in which format and where to a report is written. */
export function addReportOptions(command: Command, formats: readonly ReportFormat[]): Command {
  return command
    .addOption(
      new Option("--format <format>", "default: by the ending of the file, else md")
        .choices(formats)
        .conflicts("json"),
    )
    .option("--output <file>", "write it to this file")
    .option("--force", "replace a file that has other content", false)
    .option("--open", "with --output: open the file when it is written", false);
}

/** Prints a report, or writes it to a file if one was named. */
export async function answerReport(
  { registry, output }: Session,
  subject: ReportSubject,
  { format, output: file, force, open }: ReportOptions,
): Promise<void> {
  if (file === undefined) {
    if (open) throw new CliError({ reason: "open-without-output" });
    const { text } = await makeReport(registry, {
      ...subject,
      format: output.isJson ? "json" : (format ?? "md"),
    });
    output.text(text);
    return;
  }
  const path = await givenPath(file);
  const saved = await saveReport(registry, {
    file: { path, replace: force },
    report: { ...subject, format: format ?? formatOfFile(path) ?? "md" },
  });
  output.done(saved, [`${saved.title} written to ${file}`]);
  const problem = open ? await openFile(path) : undefined;
  if (problem === undefined) return;
  output.warning({
    code: "file-problem",
    message: `${file} can't be opened: ${problem}.`,
    wayOut: "It is written; open it yourself.",
  });
}
