import { gitProblemText, type GitProblem } from "../../core/refusals/git/git-problem.ts";
import { inEnglish } from "../../core/text/language.ts";
import { truncate } from "../values/truncate.ts";
import { watchStarts } from "./watch-starts.ts";

/** Runs one git command and gives its standard output. A command that fails silently gives none. */
export type RunGit = (args: readonly string[], options?: RunGitOptions) => Promise<Buffer>;

export interface RunGitOptions {
  /** Stop git and throw `OutputTooLarge` when it writes more. */
  readonly maxBytes?: number;
  /** `name=value` settings for this command, besides those that make it safe. */
  readonly config?: readonly string[];
  /** Milliseconds after which it is stopped; a minute if absent. */
  readonly timeoutMs?: number;
}

export class OutputTooLarge extends Error {}

/** Milliseconds. A cold `git status` of a huge repository takes tens of seconds. */
const defaultTimeoutMs = 60_000;
const defaultMaxBytes = 64 * 1024 * 1024;

/**
 * Environment variables that git must not get: they choose another repository, editors or programs
 * to run.
 */
const guardedVariable = /^(git_.*|editor|visual|pager|prefix|ssh_askpass)$/i;

/**
 * The person's own git configuration, as it comes by the environment: identity, `safe.directory`.
 * Not `GIT_CONFIG`, with which `git config` would list another file than the one that git obeys.
 */
const configVariable =
  /^git_config_(global|system|nosystem|count|parameters|(key|value)_\d+)$|^git_attr_nosystem$/i;

/**
 * A repository is hostile input: its `.git/config` names programs that git runs. With these
 * settings the commands used here (rev-parse, config, rev-list, for-each-ref, status, check-attr,
 * ls-files, diff-index, log without signatures) run none of them:
 * - `core.fsmonitor` and hooks are switched off, and nothing writes the index, which would call
 *   `post-index-change` (GIT_OPTIONAL_LOCKS=0; plumbing instead of `git diff`, which refreshes it);
 * - a partial clone fetches missing objects through the programs its remote names
 *   (`ext::`, `core.sshCommand`, `remote.<name>.uploadpack`): no protocol is allowed;
 * - `refs/replace` could show another commit under this commit's name;
 * - `worktree` and `apply` run filters too, which are switched off there (git-worktree.ts);
 * - filters, external diffs, text conversion and submodules are dealt with where files are
 *   compared (git-changes.ts).
 * What the person's own configuration names (GIT_CONFIG_GLOBAL, GIT_CONFIG_COUNT) is not run
 * either: settings of the command line win over those of the environment.
 */
const safeConfig = [
  "core.fsmonitor=",
  "core.hooksPath=/dev/null",
  // git compares nothing when the file that it names is not there.
  "diff.orderFile=/dev/null",
  "safe.bareRepository=explicit",
];
const safeEnvironment = {
  GIT_ALLOW_PROTOCOL: "none",
  GIT_NO_LAZY_FETCH: "1",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
};

/** Settings that a person's environment may hold, as a repository's configuration may. */
const ownSettings = {
  allowUnsafeAlias: true,
  allowUnsafeAskPass: true,
  allowUnsafeCommandBinaries: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeEditor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeInclude: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePack: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
  allowUnsafeSubmodule: true,
  allowUnsafeTemplateDir: true,
  allowUnsafeUrlRewrite: true,
};

/**
 * Returns a function that runs git in `folder` without running anything that the repository there
 * names.
 */
export function gitIn(folder: string, binary: string, signal?: AbortSignal): RunGit {
  const inherited = Object.entries(process.env).filter(
    ([name]) => configVariable.test(name) || !guardedVariable.test(name),
  );
  const configNames = inherited.map(([name]) => name).filter((name) => configVariable.test(name));
  const environment = { ...Object.fromEntries(inherited), ...safeEnvironment, LC_ALL: "C" };
  return async (
    args,
    { maxBytes = defaultMaxBytes, config = [], timeoutMs = defaultTimeoutMs } = {},
  ) => {
    const tooLarge = new AbortController();
    const stop = AbortSignal.any([
      tooLarge.signal,
      AbortSignal.timeout(timeoutMs),
      ...(signal ? [signal] : []),
    ]);
    const output: Buffer[] = [];
    let size = 0;
    // Loaded when it is needed: most commands ask git nothing.
    const { simpleGit } = await import("simple-git");
    const starting = watchStarts();
    try {
      await simpleGit({
        baseDir: folder,
        binary: [binary],
        config: [...safeConfig, ...config],
        abort: stop,
        allowEnvironment: [...Object.keys(safeEnvironment), ...configNames],
        // The output is complete when the pipe closes; git may exit before it has been read.
        completion: { onClose: true, onExit: false },
        errors: (error, { exitCode }) =>
          error ?? (exitCode === 0 || exitCode === 1 ? undefined : new Error("git was stopped")),
        unsafe: {
          ...(configNames.length > 0 && ownSettings),
          // Allowed here because they are only ever switched off.
          allowUnsafeFsMonitor: true,
          allowUnsafeHooksPath: true,
          allowUnsafeFilter: true,
          // Found by findGit; spaces, as in `C:\Program Files`, are all that is unusual.
          allowUnsafeCustomBinary: true,
        },
      })
        .env(environment)
        .outputHandler((_command, stdout) => {
          stdout.on("data", (chunk: Buffer) => {
            size += chunk.length;
            if (size > maxBytes) tooLarge.abort();
            else output.push(chunk);
          });
        })
        .raw(["--no-pager", ...args]);
    } catch (error) {
      if (tooLarge.signal.aborted) throw new OutputTooLarge();
      await starting.throwIfFailed();
      if (stop.aborted && !signal?.aborted) {
        throw new Error(`git took longer than ${timeoutMs / 1000} s`, { cause: error });
      }
      throw error;
    } finally {
      starting.end();
    }
    return Buffer.concat(output);
  };
}

/**
 * Returns the reason why a git command failed, in a few words: git's own, without the technical
 * prefix.
 */
export function gitProblem(error: unknown): GitProblem {
  const text = error instanceof Error ? error.message : String(error);
  if (isOfAnotherUser(error)) return { kind: "of-another-user" };
  const line = /^(?:fatal|error): (.*)$/m.exec(text)?.[1] ?? text.trim().split("\n")[0] ?? "";
  return line === "" ? { kind: "untold" } : truncate(line, 500);
}

/** Returns the reason why a git command failed for the ledger, which is English in any editor. */
export function recordedGitProblem(error: unknown): string {
  return inEnglish(() => gitProblemText(gitProblem(error)));
}

/**
 * Returns whether git refused a repository because it belongs to another user (`safe.directory`).
 */
export function isOfAnotherUser(error: unknown): boolean {
  return error instanceof Error && error.message.includes("dubious ownership");
}
