import { resolve } from "node:path";
import { Argument, type Command } from "commander";
import { count, formatBytes } from "../../../core/text/format.ts";
import { createBundle, type BundledBytes } from "../../../registry/bundles/create-bundle.ts";
import { importBundle } from "../../../registry/bundles/import-bundle.ts";
import { verifyBundle } from "../../../registry/bundles/verify-bundle.ts";
import { CliError } from "../../failure.ts";
import { addHelp } from "../../options.ts";
import { versionOf } from "../../references.ts";
import { run, type Session } from "../../run.ts";

interface BundleOptions {
  readonly all: boolean;
  readonly production: boolean;
  readonly bytes: boolean;
  readonly force: boolean;
  readonly join: boolean;
}

/** Defines `model-registry bundle`. */
export function defineBundle(command: Command): void {
  addHelp(command, {
    more:
      "A bundle is a tar archive with the history, the policy and stored files. create takes the files of all versions, " +
      "or of those that are named or chosen by an option; verify checks each line and each file; " +
      "import brings what is not here. It goes on where it broke off, and keeps a policy that is here.",
    examples: [
      "bundle create registry.bundle",
      "bundle create fraud.bundle fraud@Production",
      "bundle create history.bundle --no-bytes",
      "bundle verify registry.bundle",
      "bundle import registry.bundle --json",
    ],
  })
    .addArgument(new Argument("<action>", "what to do").choices(["create", "verify", "import"]))
    .argument("<file>", "the bundle")
    .argument("[references...]", "with create: versions whose files to take")
    .option("--all", "with create: all files, also patches and logs of runs (the default)", false)
    .option("--production", "with create: the files of the versions in production", false)
    .option("--no-bytes", "with create: no files, the history alone")
    .option("--force", "with create: replace a file that is no bundle", false)
    .option("--join", "with import: take the history of another registry as well", false)
    .action(
      (
        action: "create" | "verify" | "import",
        file: string,
        references: readonly string[],
        options: BundleOptions,
        command: Command,
      ) =>
        run(
          command,
          async (session) => {
            const path = resolve(file);
            if (action === "create") await create(session, path, references, options);
            else if (action === "verify") await verify(session, path);
            else await importFrom(session, path, options.join);
          },
          { needsRegistry: action === "create" },
        ),
    );
}

async function create(
  session: Session,
  path: string,
  references: readonly string[],
  options: BundleOptions,
): Promise<void> {
  const bytes = await chosenBytes(session, references, options);
  const made = await createBundle(
    session.registry,
    { path, bytes, replace: options.force },
    session.task,
  );
  session.output.done(made, [
    `${made.path} · ${formatBytes(made.size)} · ${count(made.lines, "ledger line")}, ${count(made.objects, "file")}`,
    ...(made.leftOut > 0 ? [`  not in it: ${count(made.leftOut, "file")}`] : []),
  ]);
}

async function chosenBytes(
  session: Session,
  references: readonly string[],
  { all, production, bytes }: BundleOptions,
): Promise<BundledBytes> {
  if ([all, production, !bytes, references.length > 0].filter(Boolean).length > 1) {
    throw new CliError({
      reason: "not-understood",
      problem: "--all, --production, --no-bytes and references exclude each other.",
      help: "model-registry bundle --help",
    });
  }
  if (!bytes) return { kind: "none" };
  if (production) return { kind: "production" };
  if (references.length === 0) return { kind: "all" };
  const versions = [];
  for (const reference of references) versions.push((await versionOf(session, reference)).id);
  return { kind: "versions", versions };
}

async function verify({ output, task }: Session, path: string): Promise<void> {
  const found = await verifyBundle({ path }, task);
  output.answer(found, [
    `${path} is whole: ${count(found.lines, "ledger line")}, ${count(found.objects, "file")} (${formatBytes(found.bytes)})`,
    ...(found.leftOut > 0 ? [`  not in it: ${count(found.leftOut, "file")}`] : []),
  ]);
}

async function importFrom(
  { registry, output, task }: Session,
  path: string,
  join: boolean,
): Promise<void> {
  const taken = await importBundle(registry, { path, join }, task);
  const policies = {
    taken: ["  policy: taken"],
    kept: ["  policy: the one that is here is kept"],
    same: [],
    none: [],
  };
  output.done(taken, [
    `${count(taken.lines, "ledger line")}, ${count(taken.objects, "file")} (${formatBytes(taken.bytes)}) imported`,
    ...policies[taken.policy],
  ]);
}
