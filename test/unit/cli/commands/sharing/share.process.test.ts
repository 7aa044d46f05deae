import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commitAll, git } from "../../../support/git.ts";
import { cli, document, failure, succeed, useCli } from "../../cli.ts";
import { temporaryFolder, workspace } from "../../workspace.ts";

useCli();

interface Team {
  readonly parent: string;
  readonly shared: string;
  readonly ada: string;
  readonly ben: string;
}

/** A repository that Ada shares her registry through, and Ben's clone of it. */
async function team(): Promise<Team> {
  const parent = temporaryFolder();
  const shared = join(parent, "shared.git");
  git(parent, "init", "--quiet", "--bare", "--initial-branch=main", shared);
  const ada = workspace();
  git(ada, "remote", "add", "origin", shared);
  await succeed(ada, "register", "models/fraud.onnx", "--name", "fraud");
  await succeed(ada, "remote", "add", "git+origin");
  commitAll(ada, "Share the registry");
  git(ada, "push", "--quiet", "origin", "main");
  await succeed(ada, "push");
  const ben = join(parent, "ben");
  git(parent, "clone", "--quiet", shared, ben);
  return { parent, shared, ada, ben };
}

test("a clone resolves what another one promoted, through the repository that both have", async () => {
  const { shared, ada, ben } = await team();
  const refused = await failure(ben, "pull");
  expect(refused).toMatchObject({ code: "remote-not-approved" });
  await succeed(ben, "remote", "approve", `git+${shared}`);
  const stateOf = (): string =>
    git(ben, "status", "--porcelain=v2", "--branch") + git(ben, "for-each-ref");
  const before = stateOf();
  await succeed(ada, "promote", "fraud@1", "--to", "Staging");
  expect(await succeed(ben, "pull")).toContain("3 ledger lines received");
  expect(await document(ben, "verify")).toMatchObject({ sound: true, away: 1, artifacts: 0 });
  const path = (await succeed(ben, "resolve", "fraud@Staging")).trim();
  expect(readFileSync(path, "utf8")).toBe("weights 1");
  expect(await document(ben, "verify")).toMatchObject({ sound: true, away: 0, artifacts: 1 });
  // Branch, index and work tree are as they were, and so are the branches of the clone.
  expect(stateOf()).toBe(before);
  expect(git(shared, "for-each-ref", "--format=%(refname)", "refs/heads")).toBe(
    "refs/heads/main\nrefs/heads/model-registry",
  );
});

test("files are fetched with the history when they are asked for", async () => {
  const { shared, ben } = await team();
  await succeed(ben, "remote", "approve", `git+${shared}`);
  expect(await document(ben, "pull", "--production")).toMatchObject({ received: { objects: 0 } });
  expect(await succeed(ben, "list")).toMatch(/NOTE\n.*not downloaded$/m);
  expect(await succeed(ben, "show", "fraud@1")).toContain("Files in the shared registry only");
  expect(await document(ben, "pull", "--model", "fraud")).toMatchObject({
    received: { objects: 1, bytes: 9 },
  });
  expect(await document(ben, "pull", "--all")).toMatchObject({ received: { objects: 0 } });
  expect(await succeed(ben, "list")).not.toContain("NOTE");
  const freed = { versions: 1, objects: 1, bytes: 9, inUse: 0, unshared: 0 };
  expect(await document(ben, "prune", "--dry-run")).toEqual({ dryRun: true, ...freed });
  expect(await succeed(ben, "prune", "fraud", "--read-back")).toContain(
    "1 local file removed, 9 B",
  );
  expect(await document(ben, "verify")).toMatchObject({ sound: true, away: 1 });
  expect(await document(ben, "list")).toMatchObject({
    versions: [{ notDownloaded: ["fraud.onnx"] }],
  });
  expect(await document(ben, "remote", "check")).toMatchObject({ ahead: 0, behind: 0 });
});

test("the branch of the ledger may have another name", async () => {
  const { parent, shared, ada, ben } = await team();
  await succeed(ada, "remote", "add", "git+origin#team/ledger");
  await succeed(ada, "push");
  const branches = git(shared, "for-each-ref", "--format=%(refname)", "refs/heads");
  expect(branches).toContain("refs/heads/team/ledger");
  await succeed(ben, "remote", "add", `git+${shared}#team/ledger`);
  await succeed(ben, "pull");
  expect((await succeed(ben, "resolve", "fraud@1")).trim()).not.toBe("");
  expect(await document(ben, "remote", "show")).toMatchObject({
    address: `git+${join(parent, "shared.git")}#team/ledger`,
    behind: 0,
  });
});

test("offline, a promotion says that it is not shared yet", async () => {
  const { shared, ada } = await team();
  renameSync(shared, `${shared}.away`);
  const { code, stdout, stderr } = await cli(ada, "promote", "fraud@1", "--to", "Staging");
  expect(code).toBe(0);
  expect(stdout).toContain("None → Staging");
  expect(stderr).toContain("Not shared yet: 1 ledger line to push to git+");
  expect(await failure(ada, "push")).toMatchObject({ code: "remote-unreachable" });
  expect(await failure(ada, "prune")).toMatchObject({ code: "remote-unreachable" });
  expect(await succeed(ada, "list")).toMatch(/not shared yet$/m);
  expect(await succeed(ada, "show", "fraud@1")).toMatch(/None → Staging · not shared yet/);
  const log = (await succeed(ada, "log", "fraud")).trimEnd().split("\n");
  expect(log.filter((line) => line.endsWith(" · not shared yet"))).toEqual([
    expect.stringContaining("Staging"),
  ]);
  expect(await document(ada, "log", "--limit", "1")).toMatchObject({
    events: [{ type: "version.transitioned", unshared: true }],
  });
  renameSync(`${shared}.away`, shared);
  expect(await succeed(ada, "sync")).toContain("1 ledger line sent");
});

test("an address is tested before it is written, and has no secret in it", async () => {
  const folder = workspace();
  await succeed(folder, "init");
  const policy = join(folder, ".model-registry", "policy.yaml");
  const nowhere = await failure(folder, "remote", "add", "../nowhere");
  expect(nowhere).toMatchObject({ code: "remote-unreachable" });
  const secret = "git+https://ada:secret@127.0.0.1/models.git";
  const { stderr } = await cli(folder, "remote", "add", secret);
  expect(stderr).toContain("has a password or token in it");
  expect(stderr).not.toContain("secret@");
  expect(await failure(folder, "remote", "add", "azure://models")).toMatchObject({
    code: "invalid-request",
  });
  expect(() => readFileSync(policy)).toThrow();
  expect(await document(folder, "remote", "show")).toBeNull();
  const share = join(temporaryFolder(), "share");
  mkdirSync(share);
  await succeed(folder, "remote", "add", share);
  expect(readFileSync(policy, "utf8")).toContain(`remote: ${JSON.stringify(share)}`);
  rmSync(share, { recursive: true });
  expect(await failure(folder, "sync")).toMatchObject({ code: "remote-unreachable" });
});
