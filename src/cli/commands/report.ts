import { Option, type Command } from "commander";
import {
  formatOfFile,
  reportFormats,
  type ReportFormat,
} from "../../core/reports/report-format.ts";
import { makeReport, type ReportRequest } from "../../registry/reports/make-report.ts";
import { saveReport } from "../../registry/reports/save-report.ts";
import { addHelp, referenceHelp } from "../options.ts";
import { versionOf } from "../references.ts";
import { run, type Session } from "../run.ts";
import { givenPath } from "../workspace-folder.ts";

/** Options of commands that write a report. */
export interface ReportOptions {
  readonly format?: ReportFormat;
  readonly output?: string;
  readonly force: boolean;
}

/** Defines `model-registry report`. */
export function defineReport(command: Command): void {
  addHelp(command, {
    more:
      "Metrics with changes against the first, parameters, data, code, environment, signature and " +
      "gates; what differs first. The HTML is one file that needs no network and no script.",
    examples: [
      "report fraud-detection@Production fraud-detection@latest --output report.html",
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

/** Adds the options that say in which format and where to a report is written. */
export function addReportOptions(command: Command, formats: readonly ReportFormat[]): Command {
  return command
    .addOption(
      new Option("--format <format>", "default: by the ending of the file, else md")
        .choices(formats)
        .conflicts("json"),
    )
    .option("--output <file>", "write it to this file")
    .option("--force", "replace a file that has other content", false);
}

/** A report without its format. */
type Wanted<R = ReportRequest> = R extends unknown ? Omit<R, "format"> : never;

/** Prints a report, or writes it to a file if one was named. */
export async function answerReport(
  { registry, output }: Session,
  wanted: Wanted,
  { format, output: file, force }: ReportOptions,
): Promise<void> {
  if (file === undefined) {
    const { text } = await makeReport(registry, {
      ...wanted,
      format: output.isJson ? "json" : (format ?? "md"),
    });
    output.text(text);
    return;
  }
  const path = await givenPath(file);
  const saved = await saveReport(registry, {
    file: { path, replace: force },
    report: { ...wanted, format: format ?? formatOfFile(path) ?? "md" },
  });
  output.done(saved, [`${saved.title} written to ${file}`]);
}
