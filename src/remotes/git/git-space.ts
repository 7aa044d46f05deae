import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { denied, unreachable } from "../contract/remote-errors.ts";
import { GitFailure, GitProcess } from "./git-process.ts";

export interface GitRemoteOptions {
  readonly url: string;
  /** For texts: without secrets. */
  readonly address: string;
  /** Name of the branch that holds the ledger; `model-registry` if absent. */
  readonly branch?: string | undefined;
  /** Absolute path of git. */
  readonly binary: string;
  /** Absolute path of a folder for a bare repository of our own. */
  readonly folder: string;
}

const defaultBranch = "model-registry";

/**
 * A bare repository of our own for what goes to and comes from a remote. The person's repository,
 * its branch, index and work tree take no part.
 */
export class GitSpace {
  readonly url: string;
  readonly address: string;
  /** Reference that holds the ledger. */
  readonly branch: string;
  readonly git: GitProcess;
  #isReady: Promise<void> | undefined;

  constructor({ url, address, branch, binary, folder }: GitRemoteOptions) {
    this.url = url;
    this.address = address;
    this.branch = `refs/heads/${branch ?? defaultBranch}`;
    this.git = new GitProcess(binary, folder);
  }

  /** Runs work once the repository is there, and says what its errors mean. */
  async run<T>(work: (git: GitProcess) => Promise<T>): Promise<T> {
    try {
      await this.ready();
      return await work(this.git);
    } catch (error) {
      throw this.problem(error);
    }
  }

  async ready(): Promise<void> {
    this.#isReady ??= this.#make();
    await this.#isReady.catch((error: unknown) => {
      this.#isReady = undefined;
      throw error;
    });
  }

  /** Removes our own repository; the next call makes it anew. */
  async clear(): Promise<void> {
    this.#isReady = undefined;
    await rm(this.git.folder, { recursive: true, force: true });
  }

  /** Makes a folder for objects that are needed for a moment only; `release` removes it. */
  async temporaryObjects(): Promise<TemporaryObjects> {
    await this.ready();
    const folder = join(this.git.folder, "passing", randomUUID());
    await mkdir(folder, { recursive: true });
    return {
      environment: {
        GIT_OBJECT_DIRECTORY: folder,
        GIT_ALTERNATE_OBJECT_DIRECTORIES: join(this.git.folder, "objects"),
      },
      release: () => rm(folder, { recursive: true, force: true }).catch(() => undefined),
    };
  }

  problem(error: unknown): unknown {
    if (!(error instanceof GitFailure)) {
      return error instanceof RegistryError ? error : unreachable(this.address, error);
    }
    return isDenied(error.output) ? denied(this.address, error) : unreachable(this.address, error);
  }

  async #make(): Promise<void> {
    await mkdir(this.git.folder, { recursive: true, mode: 0o700 });
    await this.git.run(["init", "--quiet", "--bare", "--object-format=sha1", "."]);
  }
}

export interface TemporaryObjects {
  readonly environment: Readonly<Record<string, string>>;
  readonly release: () => Promise<void>;
}

/** Tells whether the other side said no, in the words of git, ssh and the usual hosts. */
function isDenied(output: string): boolean {
  return /remote rejected|permission denied|access denied|authentication failed|could not read (username|password)|returned error: 40[13]|protected branch|not allowed|unable to create temporary object directory|read-only file system/i.test(
    output,
  );
}
