import { Command, CommanderError } from "commander";
import { release } from "../core/release.ts";
import { addAlias } from "./commands/alias.ts";
import { addAnchor } from "./commands/anchor.ts";
import { addAnnotate } from "./commands/annotate.ts";
import {
  addApprovals,
  addApprove,
  addDeny,
  addRequest,
  addWithdraw,
} from "./commands/approvals.ts";
import { addArchive, addReject } from "./commands/archive.ts";
import { addArtifacts } from "./commands/artifacts.ts";
import { addBest } from "./commands/best.ts";
import { addChangelog } from "./commands/changelog.ts";
import { addCompare } from "./commands/compare.ts";
import { addCreate } from "./commands/create.ts";
import { addDelete } from "./commands/delete.ts";
import { addExport } from "./commands/export.ts";
import { addGc } from "./commands/gc.ts";
import { addHistory } from "./commands/history.ts";
import { addImport } from "./commands/import.ts";
import { addInit } from "./commands/init.ts";
import { addInspect } from "./commands/inspect.ts";
import { addList } from "./commands/list.ts";
import { addLog } from "./commands/log.ts";
import { addModels } from "./commands/models.ts";
import { addPolicy } from "./commands/policy.ts";
import { addPromote } from "./commands/promote.ts";
import { addRegister } from "./commands/register.ts";
import { addRename } from "./commands/rename.ts";
import { addRepair } from "./commands/repair.ts";
import { addResolve } from "./commands/resolve.ts";
import { addRetention } from "./commands/retention.ts";
import { addRollback } from "./commands/rollback.ts";
import { addShow } from "./commands/show.ts";
import { addTag } from "./commands/tag.ts";
import { addVerify } from "./commands/verify.ts";
import { exitCodeOf, exitCodes, lostAnswer, reportedError, usageError } from "./failure.ts";
import { addGlobalOptions } from "./options.ts";
import { Output } from "./output.ts";

/** In the order in which the help lists them. */
const commands = [
  addInit,
  addRegister,
  addImport,
  addCreate,
  addRename,
  addModels,
  addList,
  addShow,
  addArtifacts,
  addCompare,
  addBest,
  addPolicy,
  addPromote,
  addArchive,
  addReject,
  addRequest,
  addApprovals,
  addApprove,
  addDeny,
  addWithdraw,
  addRollback,
  addDelete,
  addRetention,
  addGc,
  addAlias,
  addTag,
  addAnnotate,
  addChangelog,
  addResolve,
  addExport,
  addLog,
  addHistory,
  addVerify,
  addRepair,
  addAnchor,
  addInspect,
];

/** The `model-registry` command. */
async function main(argv: readonly string[]): Promise<void> {
  const root = program();
  try {
    await root.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && isHelp(error)) {
      if (!isAnswerLost) {
        process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
      }
      return;
    }
    const reported =
      error instanceof CommanderError
        ? usageError(error.message, helpFor(root, argv))
        : reportedError(error);
    // The options may be what could not be parsed.
    new Output({ json: argv.includes("--json"), quiet: false }).error(reported);
    process.exitCode = exitCodeOf(reported);
  }
}

function program(): Command {
  const root = addGlobalOptions(new Command("model-registry"))
    .description("A local-first registry for machine-learning models in the workspace.")
    .version(release, "--version", "print the version of this program")
    .enablePositionalOptions()
    .exitOverride()
    // Errors are reported in one place and one form, see main().
    .configureOutput({ outputError: () => undefined });
  for (const add of commands) add(root);
  return root;
}

/** The command line that explains the command that was meant. */
function helpFor(root: Command, argv: readonly string[]): string {
  const names = root.commands.map((command) => command.name());
  const meant = argv.find((word) => names.includes(word));
  return ["model-registry", ...(meant === undefined ? [] : [meant]), "--help"].join(" ");
}

function isHelp(error: CommanderError): boolean {
  return ["commander.help", "commander.helpDisplayed", "commander.version"].includes(error.code);
}

let isAnswerLost = false;

/**
 * Reports an answer that can't be written, for example on a full disk, as a failure. A reader that
 * stops early (`| head`) is no failure: the command still finishes its work.
 */
function reportLostAnswer(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE" || isAnswerLost) return;
  isAnswerLost = true;
  const reported = lostAnswer(error);
  new Output({ json: process.argv.includes("--json"), quiet: false }).error(reported);
  process.exitCode = exitCodeOf(reported);
}

process.stdout.on("error", reportLostAnswer);
// Nobody is left who could be told.
process.stderr.on("error", () => undefined);
// Left to find its arguments itself, commander would look in other places in the Node of VS Code.
void main(process.argv.slice(2));
