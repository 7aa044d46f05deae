import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import type { Actor } from "../../core/model/recipe.ts";
import { findGit } from "./find-git.ts";
import { actor } from "./git-commit.ts";
import { gitIn, type RunGit } from "./run-git.ts";

type ActorSource = NonNullable<Actor["source"]>;

/** Name or address of an identity, with its source. */
interface Found {
  readonly text: string;
  readonly source: ActorSource;
}

/**
 * Returns the person who acts, as git names the author of a commit: the environment
 * (`GIT_AUTHOR_NAME`, `GIT_AUTHOR_EMAIL`), else the configuration (`author.*`, `user.*`), else
 * `EMAIL`, else the account. Never fails.
 *
 * Nobody is authenticated by it, but `source` says how little it takes to be somebody else:
 * `environment` if one variable decided the name or the address, also by naming the configuration.
 */
export async function gitActor(folder: string): Promise<Actor> {
  const binary = await findGit();
  const git = binary === undefined ? undefined : gitIn(folder, binary);
  const name = fromEnvironment("GIT_AUTHOR_NAME") ?? (await configured(git, "name"));
  const email =
    fromEnvironment("GIT_AUTHOR_EMAIL") ??
    (await configured(git, "email")) ??
    fromEnvironment("EMAIL");
  const sources = [name?.source, email?.source];
  const source = sources.includes("environment")
    ? "environment"
    : sources.includes("git-config")
      ? "git-config"
      : "account";
  const shown = name?.text ?? (email === undefined ? accountName() : "");
  return { ...actor(shown, email?.text ?? ""), source };
}

function fromEnvironment(variable: string): Found | undefined {
  const text = someText(process.env[variable]);
  return text === undefined ? undefined : { text, source: "environment" };
}

async function configured(
  git: RunGit | undefined,
  key: "name" | "email",
): Promise<Found | undefined> {
  if (!git) return undefined;
  for (const section of ["author", "user"]) {
    const found = await setting(git, `${section}.${key}`);
    if (found) return found;
  }
  return undefined;
}

async function setting(git: RunGit, key: string): Promise<Found | undefined> {
  try {
    const output = String(await git(["config", "--show-scope", "--null", "--get", key]));
    const [scope = "", value] = output.split("\0");
    const text = someText(value);
    return text === undefined ? undefined : { text, source: sourceOf(scope) };
  } catch {
    return withoutScope(git, key);
  }
}

/** Reads a setting from a git before 2.26, which doesn't tell where it comes from. */
async function withoutScope(git: RunGit, key: string): Promise<Found | undefined> {
  try {
    const text = someText(String(await git(["config", "--get", key])));
    return text === undefined ? undefined : { text, source: "git-config" };
  } catch {
    return undefined;
  }
}

/**
 * Returns the source of a setting: `environment` if an environment variable gives the setting or
 * names the file that contains it.
 */
function sourceOf(scope: string): ActorSource {
  const variables = { global: "GIT_CONFIG_GLOBAL", system: "GIT_CONFIG_SYSTEM" };
  const named =
    (scope === "global" || scope === "system") && process.env[variables[scope]] !== undefined;
  const elsewhere = scope === "global" && !isOwnHome();
  return scope === "command" || named || elsewhere ? "environment" : "git-config";
}

/** Returns whether git's global configuration is that of the account's own home folder. */
function isOwnHome(): boolean {
  try {
    const { homedir: own } = userInfo();
    const folder = process.env["XDG_CONFIG_HOME"];
    return own === homedir() && (folder === undefined || folder === join(own, ".config"));
  } catch {
    return true;
  }
}

function someText(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === "" ? undefined : trimmed;
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry, as in some containers.
    return "unknown";
  }
}
