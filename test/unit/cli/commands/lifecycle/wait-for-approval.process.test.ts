import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { commitAll, git } from "../../../support/git.ts";
import { cli, ended, failure, inTerminal, start, succeed, useCli, type Run } from "../../cli.ts";
import { temporaryFolder, workspace, write } from "../../workspace.ts";

useCli();

const policy = "version: 1\ngates:\n  Staging:\n    approvals: { count: 1 }\n";
const ben = { GIT_AUTHOR_NAME: "Ben", GIT_AUTHOR_EMAIL: "ben@example.org" };

/** A workspace of Ada with a version, and a policy that asks for an approval. */
async function registered(): Promise<string> {
  const folder = workspace({ ".model-registry/policy.yaml": policy });
  await succeed(folder, "init");
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  return folder;
}

/** Runs the command as Ben, who has to succeed. */
async function asBen(folder: string, ...args: readonly string[]): Promise<void> {
  const { code, stderr } = await ended(start(folder, args, { env: ben }));
  expect(code, stderr).toBe(0);
}

async function request(folder: string): Promise<void> {
  await asBen(folder, "request", "fraud@1", "--to", "Staging", "--reason", "Beats 0");
}

/** Waits as Ben, and tells when it has begun. */
function waiting(folder: string, ...args: readonly string[]) {
  const child = start(folder, ["approvals", "--wait", ...args], { env: ben });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const run = ended(child);
  const note = new Promise<string>((resolve) => {
    let seen = "";
    child.stderr?.on("data", (chunk) => {
      seen += String(chunk);
      if (seen.includes("waits for approval")) resolve(seen);
    });
  });
  // A command that ends early is a failure of the test, and no reason to wait for its note.
  const begun = Promise.race([note, run.then(({ stderr }) => stderr)]);
  return { run, begun };
}

const answerOf = ({ stdout }: Run): unknown => JSON.parse(stdout);

test("one clone waits and the other one answers, through a folder that both reach", async () => {
  const ada = await registered();
  const parent = temporaryFolder();
  const shared = join(parent, "share");
  mkdirSync(shared);
  await succeed(ada, "remote", "add", shared);
  commitAll(ada, "Share the registry");
  await succeed(ada, "push");
  const clone = join(parent, "ben");
  git(parent, "clone", "--quiet", ada, clone);
  await succeed(clone, "remote", "approve", shared);
  await succeed(clone, "pull");
  await request(clone);

  // Nobody can answer what only this clone has.
  const unshared = await cli(clone, "approvals", "--wait", "--timeout", "1s", "--every", "1s");
  expect(unshared).toMatchObject({ code: 8 });
  expect(unshared.stdout).toContain(
    "The time is over.\nfraud 1 waits for approval for Staging: 0 of 1",
  );
  expect(unshared.stderr).toContain("Not shared yet: 2 ledger lines to push");
  await succeed(clone, "push");

  const denied = waiting(clone, "fraud@1", "--every", "1s");
  expect(await denied.begun).toContain("fraud 1 waits for approval for Staging: 0 of 1");
  await succeed(ada, "pull");
  await succeed(ada, "deny", "fraud@1", "--reason", "Biased");
  const denial = await denied.run;
  expect(denial.code).toBe(7);
  expect(denial.stdout).toMatch(/^fraud 1 for Staging: denied by Ada .*: Biased\n$/);
  // What was answered before is answered at once, to programs too.
  const again = await cli(clone, "approvals", "--wait", "fraud@1", "--json");
  expect(again).toMatchObject({ code: 7 });
  expect(answerOf(again)).toMatchObject({
    state: "denied",
    version: "fraud@1",
    closed: { actor: { name: "Ada" }, reason: "Biased" },
  });

  await request(clone);
  await asBen(clone, "push");
  const approved = waiting(clone, "fraud@1", "--every", "1s");
  await approved.begun;
  await succeed(ada, "pull");
  await succeed(ada, "approve", "fraud@1");
  expect(await approved.run).toMatchObject({
    code: 0,
    stdout: "fraud 1 approved for Staging (1 of 1)\n",
  });
  // A place that is not approved is not asked; the ledger of the clone is.
  await succeed(clone, "remote", "withdraw");
  const here = await cli(clone, "approvals", "--wait", "fraud@1");
  expect(here).toMatchObject({ code: 0 });
  expect(here.stderr).toMatch(/^warning: The remote .*approved/m);
});

test("without a shared registry the ledger is watched", async () => {
  const folder = await registered();
  await request(folder);
  const withdrawn = waiting(folder, "--every", "1h");
  await withdrawn.begun;
  await asBen(folder, "withdraw", "fraud@1");
  const withdrawal = await withdrawn.run;
  expect(withdrawal.code).toBe(7);
  expect(withdrawal.stdout).toContain("fraud 1 for Staging: withdrawn by Ben");

  await request(folder);
  const approved = waiting(folder, "fraud@1", "--to", "Staging", "--every", "1h");
  await approved.begun;
  await succeed(folder, "approve", "fraud@1");
  expect(await approved.run).toMatchObject({ code: 0 });
  await succeed(folder, "promote", "fraud@1", "--to", "Staging");
  const entered = await cli(folder, "approvals", "--wait", "fraud@1", "--json");
  expect(entered).toMatchObject({ code: 0 });
  expect(answerOf(entered)).toMatchObject({ state: "fulfilled", closed: null });
});

test("an approval for another policy does not end the waiting", async () => {
  const folder = await registered();
  await request(folder);
  await succeed(folder, "approve", "fraud@1");
  write(folder, { ".model-registry/policy.yaml": `${policy}# looser\n` });
  const changed = await cli(folder, "approvals", "--wait", "--timeout", "1s");
  expect(changed).toMatchObject({ code: 8 });
  expect(changed.stdout).toContain("1 more approval can't count here");
  write(folder, { ".model-registry/policy.yaml": "version: 1\n" });
  expect(await cli(folder, "approvals", "--wait")).toMatchObject({ code: 7 });
});

test("what can't be waited for is refused, and a terminal shows how long it waits", async () => {
  const folder = await registered();
  expect(await failure(folder, "approvals", "--wait")).toMatchObject({
    exit: 2,
    message: "No request is named, and none is open.",
  });
  expect(await failure(folder, "approvals", "--wait", "fraud@1")).toMatchObject({
    exit: 1,
    code: "unknown-request",
  });
  expect(await failure(folder, "approvals", "--timeout", "1m")).toMatchObject({ exit: 2 });
  expect(await failure(folder, "approvals", "--wait", "--timeout", "soon")).toMatchObject({
    exit: 2,
  });
  await request(folder);
  const shown = await inTerminal(folder, "approvals --wait --timeout 1s");
  expect(shown).toMatchObject({ code: 8 });
  expect(shown.stdout).toContain("Waiting, 1 min left");
});
