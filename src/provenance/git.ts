import { userInfo } from "node:os";
import { simpleGit } from "simple-git";
import { Actor, GitState, type MissingFact } from "../core/recipe.ts";
import { clip } from "./clip.ts";

/** What git says about the code a version was made with. */
export interface GitCapture {
  /** Absent when there is no commit to name; `missing` says why. Its `dirty` has no `patch` yet. */
  readonly state?: GitState;
  /** What differs from the commit, for `git apply`; absent when nothing does or it is not kept. */
  readonly patch?: Uint8Array;
  readonly missing: readonly MissingFact[];
}

export interface CaptureGitOptions {
  /** The registered files, absolute. */
  readonly paths: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * The state of the git repository around a workspace folder. Never fails on account of git: what
 * can't be known is in `missing`. Not to be called in an untrusted workspace.
 */
export async function captureGit(
  folder: string,
  { signal }: CaptureGitOptions,
): Promise<GitCapture> {
  const git = simpleGit({
    baseDir: folder,
    config: ["core.fsmonitor=false"],
    unsafe: { allowUnsafeFsMonitor: true },
    ...(signal && { abort: signal }),
  });
  try {
    const [commit, author, email, at, subject] = (
      await git.raw(["rev-list", "--max-count=1", "--format=%H%n%an%n%ae%n%ct%n%s", "HEAD"])
    )
      .split("\n")
      .slice(1);
    const branch = (await git.raw(["symbolic-ref", "--quiet", "--short", "HEAD"])).trim();
    const state = GitState.parse({
      commit,
      ...(branch && { branch }),
      subject,
      author: { name: author, email },
      committedAt: new Date(Number(at) * 1000).toISOString(),
    });
    return { state, missing: [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim() : String(error);
    return { missing: [{ about: "git", reason: clip(reason, 4096) }] };
  }
}

/** Who acts: git's author from the environment or the configuration, else the system's user. */
export async function gitActor(folder: string): Promise<Actor> {
  const { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email } = process.env;
  if (name)
    return Actor.parse({ name: clip(name, 256), ...(email && { email: clip(email, 256) }) });
  try {
    const { value } = await simpleGit(folder).getConfig("user.name");
    if (value) return Actor.parse({ name: clip(value, 256) });
  } catch {
    // No git: the system knows who it is.
  }
  return { name: userInfo().username };
}
