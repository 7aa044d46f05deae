import { appendFileSync, chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, document, failure, storedPath, succeed, useCli } from "./cli.ts";
import { temporaryFolder, workspace } from "./workspace.ts";

useCli();

async function registered(): Promise<string> {
  const folder = workspace();
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  return folder;
}

test("a refusal names the thing, the reason and the way out, for people and for machines", async () => {
  const folder = await registered();
  const cases: readonly {
    args: readonly string[];
    code: string;
    message: string;
    wayOut: string;
  }[] = [
    {
      args: ["promote", "fraud@1", "--to", "Production"],
      code: "transition-not-allowed",
      message: "Can't move fraud 1 from None to Production: the policy does not allow it.",
      wayOut: "From None it can go to Staging, Rejected or Archived.",
    },
    {
      args: ["promote", "fraud@1", "--to", "Live"],
      code: "unknown-stage",
      message: "There is no stage named “Live”.",
      wayOut: "The stages are None, Staging, Production, Archived, Rejected.",
    },
    {
      args: ["resolve", "fraud@9"],
      code: "unknown-version",
      message: "fraud has no version 9.",
      wayOut: "Its latest is 1.",
    },
    {
      args: ["list", "fraude"],
      code: "unknown-model",
      message: "There is no model named “fraude” in this registry.",
      wayOut: "Run “model-registry list” to see the names.",
    },
    {
      args: ["register", "models/fraud.onnx", "--name", "copy"],
      code: "already-registered",
      message: "These bytes are already registered as fraud 1 (None).",
      wayOut:
        "See it with “model-registry show fraud@1”, or add --allow-identical to register the same bytes as a new version.",
    },
    {
      args: ["rollback", "fraud", "--reason", "slow"],
      code: "nothing-to-roll-back-to",
      message: "Can't roll back fraud: no other version has been in Production.",
      wayOut: "Promote one, for example fraud@1, by way of Staging.",
    },
  ];
  for (const { args, ...error } of cases) {
    expect(await failure(folder, ...args)).toMatchObject({ exit: 1, ...error });
    expect(await cli(folder, ...args)).toEqual({
      code: 1,
      stdout: "",
      stderr: `error: ${error.message}\n${error.wayOut}\n`,
    });
  }
  expect(await document(folder, "list")).toMatchObject({ versions: [{ number: 1 }] });
});

test("what the way out says works", async () => {
  const folder = await registered();
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud", "--allow-identical");
  expect(await document(folder, "list")).toMatchObject({
    versions: [{ number: 2 }, { number: 1 }],
  });
});

test("without --to a promotion goes where there is one way on, and else says which there are", async () => {
  const folder = await registered();
  await succeed(folder, "promote", "fraud@1", "--to", "Rejected");
  expect(await failure(folder, "promote", "fraud@1")).toMatchObject({
    exit: 1,
    code: "invalid-request",
    wayOut: "Add --to None to move it there.",
  });
});

test("a command line that can't be understood ends with 2 and says where help is", async () => {
  const folder = await registered();
  const cases: readonly (readonly [readonly string[], RegExp, string])[] = [
    [["promte", "fraud@1"], /^Unknown command 'promte'.*promote/, "model-registry --help"],
    [["list", "--stages"], /^Unknown option '--stages'/, "model-registry list --help"],
    [["list", "--limit", "0"], /whole number/, "model-registry list --help"],
    [["promote"], /^Missing required argument 'reference'/, "model-registry promote --help"],
    [["rollback", "fraud"], /--reason <text>/, "model-registry rollback --help"],
    [["-C", "/nowhere/at/all", "list"], /^\/nowhere\/at\/all is not a folder/, "-C"],
  ];
  for (const [args, message, help] of cases) {
    const error = await failure(folder, ...args);
    expect(error).toMatchObject({ exit: 2, code: "usage" });
    expect(error.message).toMatch(message);
    expect(error.wayOut).toContain(help);
  }
});

test("a folder without a registry is an error, not an empty or sound registry", async () => {
  const folder = temporaryFolder();
  for (const args of [["list"], ["verify"], ["resolve", "fraud@1"]]) {
    const error = await failure(folder, ...args);
    expect(error).toMatchObject({ exit: 1, code: "no-registry" });
    expect(error.message).toContain(folder);
    expect(error.wayOut).toContain("model-registry init");
  }
  expect(readdirSync(folder)).toEqual([]);
});

test("a file that is not there is named", async () => {
  const folder = await registered();
  for (const args of [
    ["register", "models/none.onnx"],
    ["register", "nowhere/model.onnx"],
  ]) {
    const error = await failure(folder, ...args);
    expect(error).toMatchObject({ exit: 1, code: "file-problem" });
    expect(error.message).toMatch(/none\.onnx|nowhere/);
    expect(error.message).not.toMatch(/ENOENT|scandir/);
  }
});

test("verify finds a changed byte and ends with 4", async () => {
  const folder = await registered();
  const path = await storedPath(folder, "fraud@1");
  chmodSync(path, 0o644);
  writeFileSync(path, "weights 0");

  const { code, stdout } = await cli(folder, "verify", "--json");
  expect(code).toBe(4);
  expect(JSON.parse(stdout)).toMatchObject({
    sound: false,
    findings: [{ where: "fraud.onnx of fraud 1" }],
  });
  const text = await cli(folder, "verify", "--quiet");
  expect(text.code).toBe(4);
  expect(text.stdout).toMatch(/^fraud\.onnx of fraud 1: .*changed on disk/);
});

test("with a damaged ledger reading goes on with a warning, and writing ends with 4", async () => {
  const folder = await registered();
  await succeed(folder, "promote", "fraud@1");
  const ledger = join(folder, ".model-registry", "ledger");
  const [name = ""] = readdirSync(ledger);
  const lines = readFileSync(join(ledger, name), "utf8").split("\n");
  lines[2] = (lines[2] ?? "").replace("Staging", "Staginh");
  writeFileSync(join(ledger, name), lines.join("\n"));
  appendFileSync(join(ledger, name), "{}\n");

  const list = await cli(folder, "list", "--json");
  expect(list.code).toBe(0);
  expect(JSON.parse(list.stdout)).toMatchObject({ versions: [{ reference: "fraud@1" }] });
  expect(JSON.parse(list.stderr)).toMatchObject({
    warning: { code: "ledger-damaged", details: { file: name } },
  });

  const { code, stderr } = await cli(folder, "promote", "fraud@1", "--to", "Rejected");
  expect(code).toBe(4);
  expect(stderr).toMatch(/^error: The ledger is damaged in .*, line \d+: /m);
  expect((await cli(folder, "verify")).code).toBe(4);
});
