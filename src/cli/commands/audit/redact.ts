import type { Command } from "commander";
import { EventId } from "../../../core/model/ids.ts";
import { obstacleText } from "../../../core/refusals/ledger/redaction-refusals.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { count } from "../../../core/text/format.ts";
import { sync } from "../../../registry/exchange/sync.ts";
import { previewRedaction, redact } from "../../../registry/redaction/redact.ts";
import type {
  RedactionPlan,
  RedactionRequest,
} from "../../../registry/redaction/redaction-plan.ts";
import { CliError } from "../../failure.ts";
import { readStandardInput } from "../../input/standard-input.ts";
import { addHelp, repeated } from "../../options.ts";
import { versionOf } from "../../references.ts";
import type { RedactLack } from "../../refusals/redact-words.ts";
import { eventDocument } from "../../report/documents.ts";
import { run, type Session } from "../../run.ts";
import { confirm } from "../../terminal/confirm.ts";

interface RedactOptions {
  readonly field: readonly string[];
  readonly file: readonly string[];
  readonly event?: string;
  readonly text: boolean;
  readonly reason?: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

/** Defines `model-registry redact`. */
export function defineRedact(command: Command): void {
  addHelp(command, {
    more:
      "Says first what would be replaced, in which events and files, and what has to stay and why. " +
      "The line keeps its place and its checksum; who took it out and why is recorded. Other clones " +
      "follow at their next exchange. A secret that was recorded should be changed all the same.",
    examples: [
      "redact fraud@3 --field tags.owner --reason “left the company”",
      "redact fraud@3 --file patch --reason “has a password”",
      "pass show api-key | model-registry redact --text --yes --reason “API key”",
      "redact --event 01JD0000000000000000000000 --field reason --dry-run",
    ],
  })
    .argument("[reference]", "the version; absent with --text or --event")
    .option(
      "--field <name>",
      "value to take out: tags.owner, description, actor.email",
      repeated,
      [],
    )
    .option("--file <path>", "file of the version whose bytes are removed, or patch", repeated, [])
    .option("--event <id>", "take values out of one event")
    .option("--text", "take a text out wherever it is, read from standard input", false)
    .option("--reason <text>", "reason, recorded in the history")
    .option("--dry-run", "only say what would be replaced", false)
    .option("--yes", "do not ask", false)
    .action((reference: string | undefined, options: RedactOptions, command: Command) =>
      run(command, async (session) => {
        const request = await requestOf(session, reference, options);
        const { registry, output, task } = session;
        const plan = await previewRedaction(registry, request, task);
        const lines = planLines(plan);
        if (options.dryRun) {
          output.answer(planDocument(plan), lines);
          return;
        }
        const { reason } = options;
        if (reason === undefined || reason.trim() === "") throw incomplete("reason");
        if (!options.yes && !(await isAgreed(session, lines))) return;
        const { event } = await redact(registry, { ...request, reason }, task);
        const isShared = plan.shared !== undefined && (await share(session));
        output.done(
          {
            ...planDocument(plan),
            ...(event && { event: eventDocument(event) }),
            shared: isShared,
          },
          [...lines, doneLine(plan, isShared)],
        );
      }),
    );
}

async function requestOf(
  session: Session,
  reference: string | undefined,
  { field: fields, file: files, event, text }: RedactOptions,
): Promise<RedactionRequest> {
  if (text) {
    const input = Buffer.from(await readStandardInput("--text")).toString("utf8");
    return { text: input.replace(/\r?\n$/, "") };
  }
  if (event !== undefined) {
    const id = EventId.safeParse(event);
    if (!id.success) {
      throw new RegistryError({ code: "invalid-request", reason: "event-unknown", event });
    }
    return { event: id.data, fields };
  }
  if (reference === undefined) throw incomplete("target");
  if (fields.length + files.length === 0) throw incomplete("value");
  const { id: version } = await versionOf(session, reference);
  return { version, fields, files };
}

async function isAgreed({ output, task }: Session, lines: readonly string[]): Promise<boolean> {
  if (!process.stdin.isTTY) throw incomplete("yes");
  for (const line of lines) output.note(line);
  return confirm("Take this out for good?", task.signal);
}

/** Exchanges at once, so that others follow. What can't be reached follows later. */
async function share({ registry, output, task }: Session): Promise<boolean> {
  try {
    await sync(registry, {}, task);
    return true;
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    output.note(`It is not shared yet: ${error.message}`);
    return false;
  }
}

function planLines({ lines, objects, files, left }: RedactionPlan): readonly string[] {
  return [
    ...lines.flatMap(({ values, line, type, about, at, file }) => [
      `${about ?? "event"} ${type} ${line.event} of ${at} in ledger/${file}`,
      ...values.map(({ name, after }) => `  ${name} becomes “${after}”`),
    ]),
    ...objects.map(({ names, stored }) => `bytes ${stored.sha256} removed: ${names.join(", ")}`),
    ...files.map(({ path, places }) => `${path}: masked in ${count(places, "place")}`),
    ...left.map(({ what, obstacle }) => `Stays: ${what}: ${obstacleText(obstacle)}`),
  ];
}

function planDocument(plan: RedactionPlan): object {
  const lines = plan.lines.map(({ line, file, type, about, values }) => ({
    ...{ event: line.event, file, type, was: line.was, sum: line.sum },
    ...(about !== undefined && { about }),
    values: values.map(({ name, after }) => ({ name, after })),
  }));
  const objects = plan.objects.map(({ stored, names }) => ({ ...stored, names }));
  return { lines, objects, files: plan.files, left: plan.left };
}

function doneLine({ lines, objects, left, shared }: RedactionPlan, isShared: boolean): string {
  const done = `Redacted values of ${count(lines.length, "event")}, ${count(objects.length, "file")} removed`;
  const rest = left.length === 0 ? "" : `; ${count(left.length, "place")} could not be changed`;
  const others = isShared ? "; other clones follow at their next exchange" : "";
  return `${done}${rest}${shared === undefined ? "" : others}`;
}

function incomplete(lacks: RedactLack["lacks"]): CliError {
  return new CliError({ reason: "redact-incomplete", lacks });
}
