import { spawn, type ChildProcess } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import * as l10n from "@vscode/l10n";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";

/** A git command that failed. Its message is what git says. */
export class GitFailure extends Error {
  /** All that git wrote to standard error, and of `push --porcelain` to standard output. */
  readonly output: string;

  constructor(output: string) {
    super(gitReason(output));
    this.name = "GitFailure";
    this.output = output;
  }
}

export interface GitOptions {
  /** Standard input of git. */
  readonly input?: Uint8Array | Readable;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds without an answer after which it is stopped. */
  readonly timeoutMs?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Milliseconds: a slow host answers within this. */
const defaultTimeoutMs = 120_000;

/** Variables by which the caller's environment would choose another repository, or show dialogs. */
const guarded =
  /^git_(dir|work_tree|index_file|index_version|object_directory|alternate_object_directories|namespace|common_dir|prefix|config|quarantine_path|shallow_file|graft_file|trace.*|editor|sequence_editor|pager|literal_pathspecs|internal.*)$/i;

const settings = [
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "gc.auto=0",
  "maintenance.auto=false",
  "transfer.fsckObjects=true",
  "protocol.version=2",
  "protocol.ext.allow=never",
  "credential.interactive=false",
];

/**
 * Runs git in a repository of our own: no setting, hook or file of the workspace takes part. Of the
 * person's configuration, credential helpers, ssh and proxies do.
 */
export class GitProcess {
  readonly #binary: string;
  readonly folder: string;

  /**
   * @param binary absolute path of git
   * @param folder absolute
   */
  constructor(binary: string, folder: string) {
    this.#binary = binary;
    this.folder = folder;
  }

  /** Runs git and returns its standard output. @throws GitFailure, RegistryError `cancelled` */
  async run(args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.stream(args, options)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** Runs git and yields its standard output. */
  async *stream(
    args: readonly string[],
    { input, signal, timeoutMs = defaultTimeoutMs, environment = {} }: GitOptions = {},
  ): AsyncGenerator<Buffer> {
    throwIfCancelled(signal);
    const child = spawn(this.#binary, [...settings.flatMap((each) => ["-c", each]), ...args], {
      cwd: this.folder,
      env: { ...inherited(), GIT_DIR: this.folder, ...environment },
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
    });
    let problem = "";
    const limit = { isOver: false };
    child.stderr.on("data", (chunk: Buffer) => {
      problem = (problem + chunk.toString("utf8")).slice(-20_000);
      timer.refresh();
    });
    const timer = setTimeout(() => {
      limit.isOver = true;
      stop(child);
    }, timeoutMs);
    const cancel = (): void => {
      stop(child);
    };
    signal?.addEventListener("abort", cancel, { once: true });
    const ended = endOf(child);
    ended.catch(() => undefined);
    feed(child.stdin, input);
    let output = "";
    try {
      for await (const chunk of child.stdout) {
        timer.refresh();
        if (!Buffer.isBuffer(chunk)) continue;
        if (output.length < 20_000) output += chunk.toString("utf8", 0, 20_000);
        yield chunk;
      }
      const code = await ended;
      throwIfCancelled(signal);
      if (limit.isOver)
        throw new GitFailure(`fatal: ${l10n.t("no answer for {0} s", timeoutMs / 1000)}`);
      if (code !== 0) throw new GitFailure(`${problem}\n${output}`);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      if (child.exitCode === null) stop(child);
    }
  }
}

function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      resolve(code ?? 1);
    });
  });
}

function feed(stdin: Writable, input: GitOptions["input"]): void {
  // What git did not read, it says by its exit code.
  stdin.on("error", () => undefined);
  if (input === undefined) stdin.end();
  else if (input instanceof Uint8Array) stdin.end(input);
  else input.on("error", () => stdin.destroy()).pipe(stdin);
}

/** Asks git to end, so that it removes its lock files; ssh and others end with their pipes. */
function stop(child: ChildProcess): void {
  child.kill("SIGTERM");
}

function inherited(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => !guarded.test(name));
  return {
    ...Object.fromEntries(entries),
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_ALLOW_PROTOCOL: "file:git:http:https:ssh",
    GCM_INTERACTIVE: "never",
  };
}

/** Returns git's reason in one line. */
function gitReason(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  const told = lines.find((line) => /^(remote: )?(fatal|error|ERROR): /.test(line));
  // ssh begins with warnings, some in a frame.
  const other = lines.find((each) => /^(?!warning:).*[^@\s]/i.test(each));
  const line = told ?? other ?? l10n.t("git failed");
  return line.replace(/^(remote: )?(fatal|error|ERROR): /, "").slice(0, 500);
}
