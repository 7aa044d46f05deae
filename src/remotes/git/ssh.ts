import { GitFailure } from "./git-process.ts";
import type { GitSpace } from "./git-space.ts";

/** A repository that is reached by ssh. */
export interface SshPlace {
  /** `user@host` or `host`. */
  readonly host: string;
  readonly port?: string;
  /** Path on that machine. */
  readonly path: string;
}

/** Parses `ssh://user@host:port/path` and `user@host:path`; undefined for anything else. */
export function sshPlace(url: string): SshPlace | undefined {
  const scp = /^([A-Za-z0-9][^/@:\s]*@[A-Za-z0-9][A-Za-z0-9.-]*):([^\s:].*)$/.exec(url);
  if (scp?.[1] !== undefined && scp[2] !== undefined) return { host: scp[1], path: scp[2] };
  if (!/^ssh:\/\/[A-Za-z0-9[]/.test(url)) return undefined;
  const { username, hostname, port, pathname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  return {
    host: username === "" ? host : `${decodeURIComponent(username)}@${host}`,
    ...(port !== "" && { port }),
    path: decodeURIComponent(pathname),
  };
}

/**
 * Runs a command on the machine of a repository, with the ssh that git would take: an alias of git
 * is run by git's own shell, on Windows too.
 *
 * @param command makes it from the path of the repository, which is quoted
 * @returns its output; undefined if the repository is not reached by ssh, or has no such command
 * @throws RegistryError `remote-unreachable`, `remote-denied`, `cancelled`
 */
export async function runSsh(
  space: GitSpace,
  command: (path: string) => string,
  signal: AbortSignal | undefined,
): Promise<Buffer | undefined> {
  const place = sshPlace(space.url);
  if (!place) return undefined;
  return space.run(async (git) => {
    const configured = await git.run(["config", "core.sshCommand"], { signal }).then(
      (output) => output.toString("utf8").trim(),
      () => "",
    );
    const ssh = process.env["GIT_SSH_COMMAND"] ?? (configured === "" ? sshProgram() : configured);
    const args = [...(place.port === undefined ? [] : ["-p", place.port]), place.host];
    try {
      return await git.run(
        ["-c", `alias.registry-ssh=!${ssh}`, "registry-ssh", ...args, command(quoted(place.path))],
        { signal },
      );
    } catch (error) {
      if (error instanceof GitFailure && !isSshProblem(error.output)) return undefined;
      throw error;
    }
  });
}

function sshProgram(): string {
  const program = process.env["GIT_SSH"];
  return program === undefined ? "ssh" : quoted(program.replaceAll("\\", "/"));
}

/** Tells whether ssh itself has failed, and not what it was to run. */
function isSshProblem(output: string): boolean {
  return /^ssh: |permission denied \(|host key verification failed|connection (closed|refused|reset|timed out)|kex_exchange|no answer for/im.test(
    output,
  );
}

/** Quotes a text for a shell where that is needed. */
function quoted(text: string): string {
  return /^[A-Za-z0-9_./~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
