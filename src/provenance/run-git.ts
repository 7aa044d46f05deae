import { simpleGit } from "simple-git";
import { clip } from "./clip.ts";

/** Runs one git command and gives its standard output. A command that fails silently gives none. */
export type RunGit = (args: readonly string[], options?: RunGitOptions) => Promise<Buffer>;

export interface RunGitOptions {
  /** Stop git and throw `OutputTooLarge` when it writes more. */
  readonly maxBytes?: number;
  /** `name=value` settings for this command, besides those that make it safe. */
  readonly config?: readonly string[];
}

export class OutputTooLarge extends Error {}

/** Milliseconds. A cold `git status` of a huge repository takes tens of seconds. */
const timeout = 60_000;
const defaultMaxBytes = 64 * 1024 * 1024;

/** What the surroundings must not decide: another repository, editors, programs to run. */
const guardedVariable = /^(git_.*|editor|visual|pager|prefix|ssh_askpass)$/i;

/**
 * A repository is hostile input: its `.git/config` names programs that git runs. With these
 * settings the commands used here (rev-parse, config, rev-list, for-each-ref, status, check-attr,
 * ls-files, diff-index, log without signatures) run none of them:
 * - `core.fsmonitor` and hooks are switched off, and nothing writes the index, which would call
 *   `post-index-change` (GIT_OPTIONAL_LOCKS=0; plumbing instead of `git diff`, which refreshes it);
 * - a partial clone fetches missing objects through the programs its remote names
 *   (`ext::`, `core.sshCommand`, `remote.<name>.uploadpack`): no protocol is allowed;
 * - `refs/replace` could show another commit under this commit's name;
 * - filters, external diffs, text conversion and submodules are dealt with where files are
 *   compared (git-changes.ts).
 */
const safeConfig = ["core.fsmonitor=", "core.hooksPath=/dev/null", "safe.bareRepository=explicit"];
const safeEnvironment = {
  GIT_ALLOW_PROTOCOL: "none",
  GIT_NO_LAZY_FETCH: "1",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
};

/** git, to be run in `folder` without running anything that the repository there names. */
export function gitIn(folder: string, binary: string, signal?: AbortSignal): RunGit {
  const environment = {
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !guardedVariable.test(name)),
    ),
    ...safeEnvironment,
    LC_ALL: "C",
  };
  return async (args, { maxBytes = defaultMaxBytes, config = [] } = {}) => {
    const tooLarge = new AbortController();
    const stop = AbortSignal.any([
      tooLarge.signal,
      AbortSignal.timeout(timeout),
      ...(signal ? [signal] : []),
    ]);
    const output: Buffer[] = [];
    let size = 0;
    try {
      await simpleGit({
        baseDir: folder,
        binary: [binary],
        config: [...safeConfig, ...config],
        abort: stop,
        allowEnvironment: Object.keys(safeEnvironment),
        // The output is complete when the pipe closes; git may exit before it has been read.
        completion: { onClose: true, onExit: false },
        errors: (error, { exitCode }) =>
          error ?? (exitCode === 0 || exitCode === 1 ? undefined : new Error("git was stopped")),
        unsafe: {
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
      if (stop.aborted && !signal?.aborted) {
        throw new Error(`git took longer than ${timeout / 1000} s`, { cause: error });
      }
      throw error;
    }
    return Buffer.concat(output);
  };
}

/** Why a git command failed, in a few words: git's own, without the technical prefix. */
export function gitProblem(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (text.includes("dubious ownership")) {
    return "the repository belongs to another user, so git refuses it (see safe.directory)";
  }
  const line = /^(?:fatal|error): (.*)$/m.exec(text)?.[1] ?? text.trim().split("\n")[0] ?? "";
  return clip(line || "git failed", 500);
}
