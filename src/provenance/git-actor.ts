import { userInfo } from "node:os";
import type { Actor } from "../core/recipe.ts";
import { findGit } from "./find-git.ts";
import { actor } from "./git-commit.ts";
import { gitIn } from "./run-git.ts";

/**
 * Who acts: git's author as the environment says (GIT_AUTHOR_NAME, GIT_AUTHOR_EMAIL), else as its
 * configuration says (user.name, user.email), else the system's user. Never fails.
 */
export async function gitActor(folder: string): Promise<Actor> {
  const name = fromEnvironment("GIT_AUTHOR_NAME") ?? (await configured(folder, "user.name"));
  const email = fromEnvironment("GIT_AUTHOR_EMAIL") ?? (await configured(folder, "user.email"));
  return actor(name ?? (email === undefined ? systemUser() : ""), email ?? "");
}

function fromEnvironment(variable: string): string | undefined {
  return someText(process.env[variable]);
}

async function configured(
  folder: string,
  key: "user.name" | "user.email",
): Promise<string | undefined> {
  try {
    const binary = await findGit();
    if (binary === undefined) return undefined;
    return someText(String(await gitIn(folder, binary)(["config", "--get", key])));
  } catch {
    return undefined;
  }
}

function someText(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === "" ? undefined : trimmed;
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry, as in some containers.
    return "unknown";
  }
}
