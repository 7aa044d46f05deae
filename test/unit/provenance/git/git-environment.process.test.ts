import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { gitActor } from "../../../../src/provenance/git/git-actor.ts";
import { captureGit } from "../../../../src/provenance/git/git.ts";
import { git } from "../../support/git.ts";
import { write } from "../temporary-folder.ts";
import { repository } from "./repository.ts";

/** Sets settings as `GIT_CONFIG_COUNT` passes them to git (git-config(1), “Environment”). */
function configure(...settings: readonly (readonly [key: string, value: string])[]): void {
  vi.stubEnv("GIT_CONFIG_COUNT", String(settings.length));
  for (const [index, [key, value]] of settings.entries()) {
    vi.stubEnv(`GIT_CONFIG_KEY_${index}`, key);
    vi.stubEnv(`GIT_CONFIG_VALUE_${index}`, value);
  }
}

beforeEach(() => {
  vi.stubEnv("GIT_CONFIG_NOSYSTEM", "1");
  for (const name of ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "EMAIL", "GIT_CONFIG_GLOBAL"]) {
    vi.stubEnv(name, undefined);
  }
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("where an identity comes from", () => {
  /** As if the account's own home were the one that git reads. */
  function atHome(): void {
    const { homedir } = userInfo();
    vi.stubEnv("HOME", homedir);
    vi.stubEnv("XDG_CONFIG_HOME", undefined);
  }

  it("is the environment if it names the person, or where that is configured", async () => {
    atHome();
    const folder = repository();
    git(folder, "config", "user.name", "Configured");
    git(folder, "config", "user.email", "configured@example.org");
    expect(await gitActor(folder)).toMatchObject({ source: "git-config" });
    vi.stubEnv("EMAIL", "mail@example.org");
    expect(await gitActor(folder)).toMatchObject({ source: "git-config" });
    vi.stubEnv("GIT_AUTHOR_EMAIL", "other@example.org");
    expect(await gitActor(folder)).toEqual({
      name: "Configured",
      email: "other@example.org",
      source: "environment",
    });
    vi.stubEnv("GIT_AUTHOR_EMAIL", undefined);
    configure(["user.name", "Other"]);
    expect(await gitActor(folder)).toMatchObject({ name: "Other", source: "environment" });
  });

  it.each([
    ["GIT_CONFIG_GLOBAL", "mine"],
    ["HOME", "."],
  ])("is the environment if %s leads to the configuration", async (variable, path) => {
    atHome();
    const folder = repository();
    const text = "[user]\n\tname = Grace\n\temail = grace@example.org\n";
    write(folder, { "../mine": text, "../.gitconfig": text, "../git/config": text });
    vi.stubEnv(variable, join(folder, "..", path));
    expect(await gitActor(folder)).toMatchObject({ name: "Grace", source: "environment" });
  });

  it("is git's own for the author it configures, and the account where nothing is said", async () => {
    vi.stubEnv("HOME", "/nonexistent");
    vi.stubEnv("XDG_CONFIG_HOME", undefined);
    const folder = repository();
    expect(await gitActor(folder)).toEqual({ name: userInfo().username, source: "account" });
    git(folder, "config", "user.name", "User");
    git(folder, "config", "author.name", "Author");
    expect(await gitActor(folder)).toEqual({ name: "Author", source: "git-config" });
    vi.stubEnv("EMAIL", "mail@example.org");
    expect(await gitActor(folder)).toMatchObject({ email: "mail@example.org" });
    expect(await gitActor(folder)).toMatchObject({ source: "environment" });
  });
});

describe("git's configuration that comes by the environment", () => {
  it("says who acts: settings, and the name of a file", async () => {
    const folder = repository();
    configure(["user.name", "Robot"], ["user.email", "robot@example.org"]);
    expect(await gitActor(folder)).toMatchObject({ name: "Robot", email: "robot@example.org" });
    vi.stubEnv("GIT_CONFIG_COUNT", undefined);
    write(folder, { "../mine": "[user]\n\tname = Grace\n\temail = grace@example.org\n" });
    vi.stubEnv("GIT_CONFIG_GLOBAL", join(folder, "../mine"));
    expect(await gitActor(folder)).toMatchObject({ name: "Grace", email: "grace@example.org" });
    vi.stubEnv("GIT_CONFIG_GLOBAL", undefined);
    vi.stubEnv("GIT_CONFIG_PARAMETERS", "'user.name'='Lin' 'user.email'='lin@example.org'");
    expect(await gitActor(folder)).toMatchObject({ name: "Lin", email: "lin@example.org" });
  });

  it("may hold whatever people configure, and none of it runs", async () => {
    const folder = repository({
      "data.dat": "1\n",
      ".gitattributes": "*.dat filter=own diff=own\n",
    });
    const canary = join(folder, "../canary");
    const command = `touch '${canary}'`;
    configure(
      ["core.fsmonitor", `${command}; false`],
      ["core.pager", command],
      ["core.sshCommand", command],
      ["core.editor", command],
      ["credential.helper", `!${command}`],
      ["diff.external", command],
      ["diff.own.textconv", `${command}; cat`],
      ["diff.own.command", command],
      ["filter.own.clean", `${command}; cat`],
      ["filter.own.process", command],
      ["filter.own.required", "true"],
      ["gpg.program", command],
      ["log.showSignature", "true"],
      ["alias.st", `!${command}`],
      ["protocol.ext.allow", "always"],
      ["url.https://example.org/.insteadOf", "git@example.org:"],
      ["include.path", join(folder, "../none")],
    );
    write(folder, { "train.py": "print(2)\n", "data.dat": "2\n" });
    const { state, patch } = await captureGit(folder, { paths: [join(folder, "model.bin")] });
    expect(state?.dirty?.files).toEqual(["data.dat", "train.py"]);
    expect(new TextDecoder().decode(patch)).toContain("+print(2)");
    expect(existsSync(canary)).toBe(false);
  });

  it("redirects no repository", async () => {
    const folder = repository();
    const other = repository({ "diary.txt": "private\n" });
    for (const [name, value] of Object.entries({
      GIT_DIR: join(other, ".git"),
      GIT_WORK_TREE: other,
      GIT_INDEX_FILE: join(other, ".git/index"),
      GIT_OBJECT_DIRECTORY: join(other, ".git/objects"),
      GIT_COMMON_DIR: join(other, ".git"),
      GIT_NAMESPACE: "other",
      GIT_CONFIG: join(other, ".git/config"),
    })) {
      vi.stubEnv(name, value);
    }
    configure(["core.worktree", other], ["core.bare", "true"]);
    expect(await captureGit(folder, { paths: [] })).toMatchObject({
      state: { branch: "main", subject: "Train a model" },
      missing: [],
    });
  });

  it("that git can't read is said, and nothing fails", async () => {
    vi.stubEnv("GIT_CONFIG_COUNT", "many");
    const { state, missing } = await captureGit(repository(), { paths: [] });
    expect(state).toBeUndefined();
    expect(missing[0]?.reason).toContain("GIT_CONFIG_COUNT");
  });
});
