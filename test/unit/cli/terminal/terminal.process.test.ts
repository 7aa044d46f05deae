import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, document, ended, inTerminal, start, succeed, useCli } from "../cli.ts";
import { temporaryFolder, workspace, write } from "../workspace.ts";

useCli();

const commands = [
  ...["init", "register", "list", "show", "compare"],
  ...["promote", "rollback", "resolve", "export", "verify"],
];

/** Sets the title of a terminal, clears it, turns text around, and is invisible. */
const hostile = "\u001b]0;owned\u0007\u001b[2J\u202egnp\u2066\u009b31m";
// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const unsafe = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

test("nothing recorded in the registry can take over a terminal", async () => {
  const folder = workspace({
    "models/metrics.json": JSON.stringify({ [`auc${hostile}`]: 0.9 }),
    "models/params.yaml": JSON.stringify({ optimizer: `adam${hostile}` }),
  });
  const description = `First\nSecond ${hostile}`;
  await succeed(
    folder,
    ...["register", "models/fraud.onnx", "--name", "fraud", "--description", description],
  );
  await succeed(folder, "promote", "fraud@1", "--reason", `because ${hostile}`);

  for (const args of [["list"], ["show", "fraud@1"], ["compare", "fraud@1", "fraud@1"]]) {
    const text = await succeed(folder, ...args);
    expect(text).toContain("auc");
    expect(text).not.toMatch(unsafe);
    expect(await succeed(folder, ...args, "--json")).not.toMatch(unsafe);
  }
  const unknown = await cli(folder, "show", `${hostile}@1`);
  expect(unknown).toMatchObject({ code: 1, stdout: "" });
  expect(unknown.stderr).not.toMatch(unsafe);

  const shown = await document(folder, "show", "fraud@1");
  expect(shown).toMatchObject({ description, recipe: { metrics: { [`auc${hostile}`]: 0.9 } } });
  expect(await succeed(folder, "show", "fraud@1")).toMatch(/^ {2}First\n {2}Second /m);
});

test("a reader that stops early ends nothing and is no error", async () => {
  const folder = workspace();
  const child = start(folder, ["register", "models/fraud.onnx", "--name", "fraud"]);
  child.stdout?.destroy();
  expect(await ended(child)).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(await document(folder, "list")).toMatchObject({ versions: [{ reference: "fraud@1" }] });
});

test("resolve says the path and nothing else, exactly as it is", async () => {
  const folder = join(temporaryFolder(), "tab\there");
  write(folder, { "model.onnx": "weights" });
  await succeed(folder, "register", "model.onnx", "--name", "fraud");
  const path = await succeed(folder, "resolve", "fraud@1");
  expect(path).toMatch(/^[^\n]+\n$/);
  expect(readFileSync(path.slice(0, -1), "utf8")).toBe("weights");
});

test("quiet commands say nothing about what went well, and still answer what was asked", async () => {
  const folder = workspace();
  const silent = { code: 0, stdout: "", stderr: "" };
  expect(await cli(folder, "register", "models/fraud.onnx", "--name", "fraud", "-q")).toEqual(
    silent,
  );
  expect(await cli(folder, "--quiet", "promote", "fraud@1")).toEqual(silent);
  expect(await cli(folder, "verify", "--quiet")).toEqual(silent);
  expect(await succeed(folder, "list", "--quiet")).toMatch(/fraud +1 {2}Staging/);
});

test("what is not a terminal sees no progress", async () => {
  const folder = workspace({ "models/large.onnx": "0".repeat(20_000_000) });
  expect((await cli(folder, "register", "models/large.onnx")).stderr).toBe("");
  expect((await cli(folder, "verify")).stderr).toBe("");
});

test.runIf(process.platform === "linux" && existsSync("/usr/bin/script"))(
  "a terminal sees progress on one line, which is gone when the work is done",
  async () => {
    const folder = workspace({ "models/large.onnx": "0".repeat(20_000_000) });
    const { code, stdout } = await inTerminal(folder, "register models/large.onnx --name fraud");
    expect(code).toBe(0);
    expect(stdout).toContain("\r\u001b[KCopying and hashing large.onnx  ");
    expect(stdout).toContain("\r\u001b[Kfraud 1 registered");
    expect(stdout.slice(0, stdout.indexOf("fraud 1"))).not.toContain("\n");

    write(folder, { "models/large.onnx": "1".repeat(20_000_000) });
    const quiet = await inTerminal(folder, "register models/large.onnx --name fraud --quiet");
    expect(quiet).toEqual({ code: 0, stdout: "", stderr: "" });
  },
);

test("a list that was cut short says so beside the list", async () => {
  const folder = workspace();
  await succeed(folder, "register", "models/fraud.onnx");
  write(folder, { "models/fraud.onnx": "weights 2" });
  await succeed(folder, "register", "models/fraud.onnx");
  const { stdout, stderr } = await cli(folder, "list", "--limit", "1");
  expect(stdout.split("\n")).toHaveLength(3);
  expect(stderr).toBe("1 version shown; more with --limit.\n");
});

test("every command explains itself with examples", async () => {
  const folder = temporaryFolder();
  for (const command of commands) {
    const { code, stdout, stderr } = await cli(folder, command, "--help");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`Usage: model-registry ${command}`);
    expect(stdout).toMatch(new RegExp(`Examples:\\n {2}\\$ model-registry .*${command}`));
    expect(stdout).toContain("--json");
  }
  const help = await succeed(folder, "--help");
  for (const command of commands) expect(help).toMatch(new RegExp(`^ {2}${command} `, "m"));
  expect(await cli(folder)).toEqual({ code: 2, stdout: "", stderr: help });
});

test("the version is that of the package", async () => {
  const manifest = JSON.parse(
    readFileSync(new URL("../../../../package.json", import.meta.url), "utf8"),
  ) as { version: string };
  expect(await succeed(temporaryFolder(), "--version")).toBe(`${manifest.version}\n`);
});

test("it runs in the Node that VS Code brings", async () => {
  const folder = workspace();
  const electron = join(temporaryFolder(), "electron.cjs");
  write(join(electron, ".."), {
    "electron.cjs":
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, electron: '32.0.0' } });",
  });
  const child = start(folder, ["init", "--json"], { node: ["--require", electron] });
  const { code, stdout } = await ended(child);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ created: true });
});
