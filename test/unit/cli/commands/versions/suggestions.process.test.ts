import { expect, test } from "vitest";
import { dangerous } from "../../../support/kept-files.ts";
import { cli, ended, failure, start, succeed, useCli } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

useCli();

/** The command lines that a message gives, each as its words. */
function commandsIn(text: string): readonly (readonly string[])[] {
  return [...text.matchAll(/“model-registry ([^”]+)”/g)].map(([, line = ""]) =>
    [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ""),
  );
}

/** Runs what is refused, and returns the suggestion. */
async function refused(folder: string, ...args: readonly string[]): Promise<string> {
  const { exit, wayOut } = await failure(folder, ...args);
  expect([exit === 0, wayOut]).not.toEqual([true, ""]);
  return wayOut;
}

/** Runs what is refused, then the commands that the refusal names; all of these must work. */
async function followed(folder: string, ...args: readonly string[]): Promise<void> {
  const wayOut = await refused(folder, ...args);
  const commands = commandsIn(wayOut);
  expect(commands, wayOut).not.toEqual([]);
  for (const command of commands) await succeed(folder, ...command);
}

async function registered(...names: readonly string[]): Promise<string> {
  const folder = workspace();
  for (const [index, name] of names.entries()) {
    write(folder, { "one.onnx": `weights ${index}` });
    await succeed(folder, "register", "one.onnx", "--name", name, "--no-discover");
  }
  return folder;
}

test("commands that refusals name can be run", async () => {
  const folder = await registered("fraud", "fraud", "fraud");
  await followed(folder, "register", "one.onnx", "--name", "fraud");
  await followed(folder, "show", "nothing");
  await followed(folder, "approve", "fraud@1");
  await followed(folder, "list", "nothing");
  await followed(folder, "rename", "nothing", "else");
  await succeed(folder, "annotate", "fraud@1", "--retention-days", "30");
  await followed(folder, "delete", "fraud@1", "--reason", "old");
  await succeed(folder, "delete", "fraud@1", "--reason", "old");
  await followed(folder, "show", "fraud@1");
  await followed(folder, "promote", "--nonsense");
  await followed(workspace(), "list");
});

test("options that refusals name work where they are added", async () => {
  const folder = await registered("fraud", "fraud");
  const again = ["register", "one.onnx", "--name", "fraud", "--no-discover"];
  expect(await refused(folder, ...again)).toContain("add --allow-identical");
  await succeed(folder, ...again, "--allow-identical");

  write(folder, { "out.onnx": "other" });
  const copy = ["export", "fraud@2", "--out", "out.onnx"];
  expect(await refused(folder, ...copy)).toContain("Add --force");
  await succeed(folder, ...copy, "--force");

  write(folder, { "evil.pkl": dangerous });
  const harm = ["register", "evil.pkl", "--no-discover"];
  expect(await refused(folder, ...harm)).toContain("add --accept-danger");
  await succeed(folder, ...harm, "--accept-danger");

  await succeed(folder, "reject", "fraud@1");
  const [, stage = ""] =
    /Add --to (\S+) to move/.exec(await refused(folder, "promote", "fraud@1")) ?? [];
  await succeed(folder, "promote", "fraud@1", "--to", stage);

  expect(await refused(folder, "tag", "fraud@1", "team")).toContain("add its value");
  await succeed(folder, "tag", "fraud@1", "team", "risk");
});

test("stages, versions and names that refusals suggest are not refused", async () => {
  const folder = await registered("fraud", "fraud", "churn");
  for (const command of [
    ["promote", "fraud@1", "--to", "Production"],
    ["request", "fraud@1", "--reason", "good"],
  ]) {
    const [, stages = ""] = /can go to (.+)\.$/.exec(await refused(folder, ...command)) ?? [];
    // Out of the archive only a rollback leads.
    for (const to of stages.split(/, | or /).filter((stage) => stage !== "Archived")) {
      await succeed(folder, "promote", "fraud@1", "--to", to);
      await succeed(folder, "promote", "fraud@1", "--to", "None");
    }
  }
  const [, version = "", through = ""] =
    /for example (\S+), by way of (\S+)\.$/.exec(
      await refused(folder, "resolve", "fraud@Production"),
    ) ?? [];
  await succeed(folder, "promote", version, "--to", through);
  await succeed(folder, "promote", version, "--to", "Production");

  for (const command of [
    ["rename", "fraud", "churn"],
    ["create", "churn"],
  ]) {
    const [, name = ""] = /for example (\S+)\.$/.exec(await refused(folder, ...command)) ?? [];
    const [verb = "", ...rest] = command;
    await succeed(folder, verb, ...rest.with(-1, name));
    if (verb === "rename") await succeed(folder, "rename", name, "fraud");
    else await succeed(folder, "delete", name, "--reason", "a trial");
  }

  const inUse = await refused(folder, "delete", version, "--reason", "old");
  const [, away = ""] = /^Move it to (\S+) first, or promote/.exec(inUse) ?? [];
  await succeed(folder, "promote", version, "--to", away);
  await succeed(folder, "alias", version, "champion");
  expect(await refused(folder, "delete", version, "--reason", "old")).toContain("or remove it");
  await succeed(folder, "alias", version, "champion", "--remove");
  await succeed(folder, "delete", version, "--reason", "old");
});

test("a version that fails checks is not suggested as if it could be promoted", async () => {
  const folder = await registered("fraud", "fraud");
  const gates = { Staging: { tags: [{ tag: "report" }] } };
  write(folder, { ".model-registry/policy.yaml": JSON.stringify({ version: 1, gates }) });
  expect(await refused(folder, "resolve", "fraud@Production")).toBe(
    "The nearest is fraud@2, which fails checks of Staging: tag report.",
  );
  await succeed(folder, "tag", "fraud@1", "report", "yes");
  await succeed(folder, "tag", "fraud@2", "report", "yes");
  expect(await refused(folder, "resolve", "fraud@Production")).toMatch(/^Promote one, for example/);
});

test("a move that takes others is suggested with them, and works once they have acted", async () => {
  const folder = await registered("fraud", "fraud");
  const policy = {
    version: 1,
    stages: [
      { name: "None" },
      { name: "Shadow" },
      { name: "Review" },
      { name: "Live", exclusive: true },
      { name: "Old", terminal: true },
    ],
    transitions: { None: ["Review", "Live"], Live: ["Old"] },
    gates: {
      Review: { approvals: { count: 1 } },
      Live: { promoters: ["Grace"], tags: [{ tag: "report" }] },
    },
  };
  write(folder, { ".model-registry/policy.yaml": JSON.stringify(policy) });
  const text =
    "From None it can go to Review after approval; to Live once its checks pass (tag report), by Grace.";
  expect(await refused(folder, "promote", "fraud@1", "--to", "Shadow")).toBe(text);
  expect(await refused(folder, "archive", "fraud@1")).toBe(text);
  expect(await refused(folder, "request", "fraud@1", "--to", "Old", "--reason", "good")).toBe(text);
  const grace = { env: { GIT_AUTHOR_NAME: "Grace", GIT_AUTHOR_EMAIL: "grace@example.org" } };
  const byGrace = async (...args: readonly string[]): Promise<void> => {
    expect(await ended(start(folder, args, grace))).toMatchObject({ code: 0 });
  };
  await succeed(folder, "request", "fraud@1", "--to", "Review", "--reason", "good");
  expect(await refused(folder, "request", "fraud@2", "--to", "Live", "--reason", "good")).toBe(
    "It can go to Live once its checks pass (tag report), by Grace.",
  );
  await byGrace("approve", "fraud@1");
  await succeed(folder, "promote", "fraud@1", "--to", "Review");
  await succeed(folder, "tag", "fraud@2", "report", "yes");
  expect(await refused(folder, "resolve", "fraud@Live")).toBe(
    "Promote one, for example fraud@2. Only Grace may bring it into Live.",
  );
  await byGrace("promote", "fraud@2", "--to", "Live");
});

test("scattered files named one by one are imported, as the refusal of a folder says", async () => {
  const folder = workspace({ "kept/a_v1.onnx": "1", "kept/b_v2.onnx": "2" });
  const wayOut = await refused(folder, "import", "kept", "--name", "churn");
  expect(wayOut).toContain("name the files one by one");
  await succeed(folder, "import", "kept/a_v1.onnx", "kept/b_v2.onnx", "--name", "churn");
  const { code } = await cli(folder, "import", "kept");
  expect(code).toBe(0);
});
