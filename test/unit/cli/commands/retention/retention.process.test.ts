import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, document, failure, succeed, useCli } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

useCli();

const policyPath = ".model-registry/policy.yaml";

/** A workspace with so many versions of `fraud`, in None. */
async function registered(count: number): Promise<string> {
  const folder = workspace();
  await succeed(folder, "init");
  for (let number = 1; number <= count; number += 1) {
    write(folder, { "models/fraud.onnx": `weights ${"x".repeat(number)}` });
    await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  }
  return folder;
}

function objects(folder: string): number {
  const store = join(folder, ".model-registry/artifacts/sha256");
  return readdirSync(store).flatMap((prefix) => readdirSync(join(store, prefix))).length;
}

test("a version is deleted for a reason, and only its history is left", async () => {
  const folder = await registered(2);
  const before = objects(folder);
  expect(
    await document(folder, "delete", "fraud@1", "--reason", "wrong data", "--dry-run"),
  ).toEqual(expect.objectContaining({ reference: "fraud@1", wouldFree: 9 }));
  expect(objects(folder)).toBe(before);
  expect(await succeed(folder, "delete", "fraud@1", "--reason", "wrong data")).toBe(
    "fraud 1 deleted, 9 B freed\n",
  );
  expect(objects(folder)).toBe(before - 1);
  const refused = await failure(folder, "show", "fraud@1");
  expect(refused).toMatchObject({ exit: 1, code: "version-deleted" });
  expect(refused.message).toMatch(/^fraud 1 was deleted on \d{4}-.* by Ada: “wrong data”\.$/);
  expect(refused.wayOut).toContain("model-registry log fraud@1");
  for (const command of [
    ["promote", "fraud@1", "--to", "Staging"],
    ["export", "fraud@1", "--out", "out"],
    ["alias", "fraud@1", "champion"],
    ["resolve", "fraud@1"],
    ["delete", "fraud@1", "--reason", "again"],
  ]) {
    expect(await failure(folder, ...command)).toMatchObject({ code: "version-deleted" });
  }
  expect(await succeed(folder, "log", "fraud@1")).toMatch(
    /fraud 1 +Deleted from None · “wrong data”\n.* fraud 1 +Registered\n$/,
  );
  expect(await succeed(folder, "list")).not.toMatch(/fraud +1 /);
  expect(await succeed(folder, "verify")).toContain("Everything is as it was recorded");
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud", "--allow-identical");
  expect(await document(folder, "show", "fraud")).toMatchObject({ number: 3 });
});

test("what is in use is not deleted, and it is said what for", async () => {
  const folder = await registered(1);
  await succeed(folder, "alias", "fraud@1", "champion");
  expect(await failure(folder, "delete", "fraud@1", "--reason", "x")).toMatchObject({
    exit: 1,
    code: "version-in-use",
    message: "Can't delete fraud 1: the alias champion points to it.",
    wayOut: "Point the alias to another version, or remove it, first.",
  });
  expect(await failure(folder, "delete", "fraud@1")).toMatchObject({ exit: 2, code: "usage" });
});

test("retention-days keep a version from being deleted, until the way out is taken", async () => {
  const folder = await registered(1);
  await succeed(folder, "annotate", "fraud@1", "--retention-days", "365");
  const day = new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 7);
  for (const rest of [[], ["--dry-run"]]) {
    const refused = await failure(folder, "delete", "fraud@1", "--reason", "x", ...rest);
    expect(refused).toMatchObject({ exit: 1, code: "retention-period" });
    expect(refused.message).toContain(
      `Can't delete fraud 1: its retention-days (365) keep it until ${day}`,
    );
    expect(refused.wayOut).toContain("“model-registry annotate fraud@1 --clear retention-days”");
  }
  await succeed(folder, "annotate", "fraud@1", "--clear", "retention-days");
  await succeed(folder, "delete", "fraud@1", "--reason", "x");
});

test("retention is shown, then done, and leaves nothing to do", async () => {
  const folder = await registered(3);
  expect(await document(folder, "retention")).toEqual({
    rule: null,
    versions: [],
    wouldFree: 0,
    missingTransitions: [],
  });
  expect((await cli(folder, "retention")).stderr).toContain("The policy has no retention");
  const stages = `version: 1
stages: [{ name: None }, { name: Production, exclusive: true }, { name: Archived, terminal: true }]
transitions: { None: [Production, Archived], Production: [Archived] }
`;
  write(folder, {
    [policyPath]: `${stages}retention: { keepLast: 1, deleteAfterDays: 0 }\n`,
  });
  await succeed(folder, "promote", "fraud@1", "--to", "Archived");
  const preview = await cli(folder, "retention");
  expect(preview.stdout).toMatch(
    /^VERSION .*\nfraud 2 +None +10 B +archived +it is older than the last version of its model\nfraud 1 +Archived +9 B +deleted +it has been archived for 0 days/,
  );
  expect(preview.stderr).toContain("1 version would be archived, 1 version deleted and 9 B freed.");
  expect(await document(folder, "retention", "--all")).toMatchObject({
    rule: { keepLast: 1, deleteAfterDays: 0 },
    versions: [
      { reference: "fraud@3", action: "keep", kept: "recent" },
      { reference: "fraud@2", action: "archive", kept: null },
      { reference: "fraud@1", action: "delete", kept: null },
    ],
    wouldFree: 9,
  });
  expect(await document(folder, "retention", "--apply")).toMatchObject({
    deleted: [{ reference: "fraud@1" }],
    archived: [{ reference: "fraud@2" }],
    refused: [],
    freed: { objects: 1, bytes: 9 },
  });
  expect(await succeed(folder, "log", "fraud@2", "--limit", "1")).toContain(
    "None → Archived · “By retention: it is older than the last version of its model.”",
  );
  expect(await succeed(folder, "log", "fraud@1", "--limit", "1")).toContain(
    "Deleted from Archived by retention · “By retention: ",
  );
  write(folder, { [policyPath]: `${stages}retention: { keepLast: 1, deleteAfterDays: 1 }\n` });
  expect(await succeed(folder, "retention", "--apply")).toBe(
    "0 versions deleted, 0 B freed, 0 versions archived\n",
  );
  write(folder, { [policyPath]: "version: 1\nretention: {}\n" });
  expect(await failure(folder, "retention")).toMatchObject({ code: "invalid-policy" });
});

test("a transition that is missing is named with the way out", async () => {
  const folder = await registered(2);
  const stages = ["None", "Archived"].map((name) => ({ name, terminal: name === "Archived" }));
  const policy = { version: 1, stages, transitions: { None: [] }, retention: { keepLast: 1 } };
  write(folder, { [policyPath]: JSON.stringify(policy) });
  expect((await cli(folder, "retention")).stderr).toContain(
    "1 version would be archived but stays: no transition leads from None to Archived. " +
      "Add Archived to the transitions from None in .model-registry/policy.yaml.",
  );
  expect(await document(folder, "retention")).toMatchObject({
    versions: [],
    missingTransitions: [{ from: "None", to: "Archived", versions: 1 }],
  });
});

test("bytes that no version refers to are counted, then removed", async () => {
  const folder = await registered(1);
  expect(await succeed(folder, "gc")).toContain(
    "Nothing to remove: versions refer to all that is stored, and nothing unfinished is left.\n",
  );
  const lost = join(folder, ".model-registry/artifacts/sha256/ab");
  mkdirSync(lost, { recursive: true });
  writeFileSync(join(lost, "ab".repeat(32)), "lost bytes");
  chmodSync(join(lost, "ab".repeat(32)), 0o444);
  expect(await document(folder, "gc", "--dry-run")).toMatchObject({
    dryRun: true,
    objects: 1,
    leftovers: 0,
    bytes: 10,
  });
  expect(await succeed(folder, "gc")).toContain("1 object removed, 10 B\n");
  expect(objects(folder)).toBe(1);
  expect(await succeed(folder, "verify")).toContain("Everything is as it was recorded");
});

test("the commands are documented", async () => {
  const docs = readFileSync(new URL("../../../../../docs/CLI.md", import.meta.url), "utf8");
  for (const name of ["delete", "retention", "gc"]) {
    expect(docs).toContain(`\n### ${name}\n`);
    expect(await succeed(workspace(), name, "--help")).toContain(`$ model-registry ${name}`);
  }
});
