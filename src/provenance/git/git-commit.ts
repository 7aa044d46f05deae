import { withoutCredentials } from "../../core/model/data/uri-credentials.ts";
import { CommitId, Timestamp } from "../../core/model/ids.ts";
import type { Actor, GitState } from "../../core/model/recipe.ts";
import { truncate } from "../values/truncate.ts";
import type { ConfigEntry } from "./git-repository.ts";
import type { RunGit } from "./run-git.ts";

/** Returns the commit that HEAD is at; undefined before the first commit. */
export async function headCommit(git: RunGit): Promise<CommitId | undefined> {
  const id = await line(git, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
  return id === undefined ? undefined : CommitId.parse(id);
}

/** Returns the current branch; undefined when HEAD is detached. */
export async function currentBranch(git: RunGit): Promise<string | undefined> {
  const branch = await line(git, ["symbolic-ref", "--quiet", "--short", "HEAD"]);
  return branch === undefined ? undefined : truncate(branch, 4096);
}

/**
 * Returns a tag that points at the commit: of several the newest, and of those the highest version.
 */
export async function exactTag(git: RunGit, commit: CommitId): Promise<string | undefined> {
  const tag = await line(git, [
    "for-each-ref",
    "--count=1",
    `--points-at=${commit}`,
    "--sort=-version:refname",
    "--sort=-creatordate",
    "--format=%(refname:strip=2)",
    "refs/tags",
  ]);
  return tag === undefined ? undefined : truncate(tag, 4096);
}

/**
 * Returns subject, author and commit time. `rev-list`, because `log` may call gpg
 * (log.showSignature).
 */
export async function describeCommit(
  git: RunGit,
  commit: CommitId,
): Promise<Pick<GitState, "subject" | "author" | "committedAt">> {
  const format = "%an%x00%ae%x00%ct%x00%s";
  const output = await git([
    "rev-list",
    "--max-count=1",
    "--encoding=UTF-8",
    `--format=${format}`,
    commit,
  ]);
  const text = String(output).replace(/^commit [0-9a-f]+\n/, "");
  const [name = "", email = "", seconds = "", subject = ""] = text.replace(/\n$/, "").split("\0");
  return {
    subject: truncate(subject, 4096),
    author: actor(name, email),
    committedAt: timestamp(Number(seconds)),
  };
}

/** Returns an actor within the bounds of the schema; a commit may have been made by nobody. */
export function actor(name: string, email: string): Actor {
  return {
    name: truncate(name, 256) || truncate(email, 256) || "unknown",
    ...(email && { email: truncate(email, 256) }),
  };
}

/**
 * Converts a commit time in seconds since 1970; one out of range (git keeps any number) becomes
 * 1970.
 */
function timestamp(seconds: number): Timestamp {
  const date = new Date(seconds * 1000);
  const year = date.getUTCFullYear();
  return Timestamp.parse((year >= 0 && year <= 9999 ? date : new Date(0)).toISOString());
}

/** Returns the URL of `origin`, else of the first remote, without credentials. */
export function remoteUrl(config: readonly ConfigEntry[]): string | undefined {
  const urls = config.filter(({ key }) => /^remote\..*\.url$/.test(key));
  const chosen = urls.find(({ key }) => key === "remote.origin.url") ?? urls[0];
  return chosen && truncate(plainRemoteUrl(chosen.value), 4096);
}

/**
 * Returns the URL of a repository without credentials, also those of `user:password@host:path`. What
 * follows its path is no part of where the repository is, and may be a token of any name.
 */
function plainRemoteUrl(url: string): string {
  return withoutCredentials(url)
    .uri.replace(/^([^/:@]*):[^/@]*@/, "$1@")
    .replace(/^(https?:\/\/[^?#]*)[?#].*$/is, "$1");
}

async function line(git: RunGit, args: readonly string[]): Promise<string | undefined> {
  const [first] = String(await git(args)).split("\n");
  return first === "" ? undefined : first;
}
