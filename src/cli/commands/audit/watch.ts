import type { Command } from "commander";
import { versionTitle } from "../../../core/state/version.ts";
import { runInShell } from "../../../registry/hooks/run-in-shell.ts";
import { follow, type Followed } from "../../../registry/retrieval/follow.ts";
import { exitCodes, type ReportedError } from "../../failure.ts";
import { addHelp, referenceHelp } from "../../options.ts";
import { reportedRefusal } from "../../refusals/reported-refusal.ts";
import { artifactDocument, versionDocument } from "../../report/documents.ts";
import { run } from "../../run.ts";

interface WatchOptions {
  readonly artifact?: string;
  readonly exec?: string;
  readonly once: boolean;
  readonly changes: boolean;
}

/** Defines `model-registry watch`. */
export function defineWatch(command: Command): void {
  addHelp(command, {
    more: "Promotions, rollbacks and moves of aliases by anybody count. Each version is verified before its path is printed. It ends when it is interrupted.",
    examples: [
      'watch fraud-detection@Production --exec "systemctl reload scorer"',
      "watch fraud-detection@champion --json",
      "watch fraud-detection@Production --changes --once",
    ],
  });
  command
    .argument("<reference>", referenceHelp)
    .option(
      "--exec <command>",
      "command line for the shell, run for each version; MODEL_REGISTRY_PATH and others say which",
    )
    .option(
      "--artifact <path>",
      "one of its artifacts (default: the model, with its other files around it)",
    )
    .option("--changes", "leave out the version that it means at the start", false)
    .option("--once", "end after the first version", false)
    .action((reference: string, options: WatchOptions, command: Command) =>
      run(command, async ({ registry, output, task }) => {
        const { artifact, exec, once, changes } = options;
        const done = new AbortController();
        const signal = AbortSignal.any([done.signal, ...(task.signal ? [task.signal] : [])]);
        let isFirst = true;
        const warn = (problem: ReportedError): void => {
          output.warning(problem);
          // Programs get the document now: this command has no end of its own.
          output.end();
        };
        const onChange = async (followed: Followed): Promise<void> => {
          const isLeftOut = changes && isFirst;
          isFirst = false;
          const { resolution } = followed;
          if (isLeftOut) {
            output.note(`Waiting for a change of ${followedLine(reference, followed)}`);
            return;
          }
          output.event(followedDocument(reference, followed), followedLine(reference, followed));
          if (resolution === undefined) return;
          if (exec !== undefined) {
            const variables = followedVariables(reference, followed, registry.folder);
            const problem = await runInShell(exec, { variables, stdin: "ignore", signal });
            if (problem !== undefined && !signal.aborted) {
              warn({
                code: "command-failed",
                message: `The command for ${versionTitle(resolution.version)} ${problem}.`,
                wayOut: "It runs again at the next change.",
              });
              if (once) process.exitCode = exitCodes.refused;
            }
          }
          if (once) done.abort();
        };
        await follow(
          registry,
          { reference, ...(artifact !== undefined && { artifact }) },
          {
            onChange,
            onProblem: ({ refusal }) => {
              warn(reportedRefusal(refusal));
            },
          },
          { ...task, signal },
        );
      }),
    );
}

function followedDocument(reference: string, { resolution, previous }: Followed): object {
  return {
    watched: reference,
    version: resolution ? versionDocument(resolution.version) : null,
    previous: previous ? versionDocument(previous) : null,
    ...(resolution && {
      artifact: artifactDocument(resolution.artifact),
      path: resolution.path,
      isFolder: resolution.isFolder,
    }),
  };
}

function followedLine(reference: string, { resolution, previous }: Followed): string {
  const now = resolution ? versionTitle(resolution.version) : "no version";
  const change = previous ? `${versionTitle(previous)} → ${now}` : now;
  return `${reference}: ${change}${resolution ? ` · ${resolution.path}` : ""}`;
}

function followedVariables(
  reference: string,
  { resolution, previous }: Followed,
  folder: string,
): Record<string, string> {
  if (resolution === undefined) return {};
  const { version, path } = resolution;
  return {
    MODEL_REGISTRY_FOLDER: folder,
    MODEL_REGISTRY_REFERENCE: reference,
    MODEL_REGISTRY_MODEL: version.model,
    MODEL_REGISTRY_VERSION: String(version.number),
    MODEL_REGISTRY_VERSION_ID: version.id,
    MODEL_REGISTRY_PREVIOUS_VERSION: previous ? String(previous.number) : "",
    MODEL_REGISTRY_PATH: path,
  };
}
