import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { opener } from "../../../../../src/cli/terminal/open-file.ts";
import { windowsProgram } from "../../../../../src/registry/hooks/windows-program.ts";
import { ended, start, succeed, useCli, type Run } from "../../cli.ts";
import { temporaryFolder, workspace } from "../../workspace.ts";

useCli();

const isPosix = process.platform !== "win32";

/** A folder with the opener of the system, which writes down what it is asked to open. */
function fakeOpener(exit = 0): { readonly programs: string; readonly opened: string } {
  const programs = temporaryFolder();
  const opened = join(programs, "opened");
  const program = join(programs, process.platform === "darwin" ? "open" : "xdg-open");
  writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$#" "$@" > '${opened}'\nexit ${exit}\n`);
  chmodSync(program, 0o755);
  return { programs, opened };
}

async function report(
  folder: string,
  programs: string | undefined,
  ...args: readonly string[]
): Promise<Run> {
  const path = [...(programs === undefined ? [] : [programs]), process.env["PATH"] ?? ""].join(":");
  return ended(start(folder, ["report", "fraud@1", ...args], { env: { PATH: path } }));
}

test.runIf(isPosix)("a report opens on request, whatever characters its name has", async () => {
  const folder = workspace();
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  const { programs, opened } = fakeOpener();
  const name = `--it's $(touch ran); "&.html`;
  const run = await report(folder, programs, `--output=${name}`, "--open");
  expect(run).toMatchObject({ code: 0, stderr: "" });
  expect(readFileSync(opened, "utf8")).toBe(`1\n${join(folder, name)}\n`);
  expect(existsSync(join(folder, "ran"))).toBe(false);
  expect(readFileSync(join(folder, name), "utf8")).toMatch(/^<!doctype html>/i);
});

test.runIf(isPosix)("nothing opens that nobody asked for", async () => {
  const folder = workspace();
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  const { programs, opened } = fakeOpener();
  expect(await report(folder, programs, "--output", "a.html")).toMatchObject({ code: 0 });
  expect(existsSync(opened)).toBe(false);
});

test.runIf(isPosix)("a program that fails is named, and the report is there", async () => {
  const folder = workspace();
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  const { programs } = fakeOpener(4);
  const run = await report(folder, programs, "--output", "a.html", "--open");
  expect(run).toMatchObject({ code: 0, stdout: "fraud 1 written to a.html\n" });
  expect(run.stderr).toMatch(/warning: .*a\.html can't be opened: .* ended with code 4/);
  expect(existsSync(join(folder, "a.html"))).toBe(true);
});

test("without a file there is nothing to open", async () => {
  const folder = workspace();
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  const run = await report(folder, undefined, "--open");
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).toContain("--output");
});

test("no shell is part of what opens a file", () => {
  expect(opener("/a b/$(x).html", "linux")).toEqual(["xdg-open", "/a b/$(x).html"]);
  expect(opener("/a b/x.html", "darwin")).toEqual(["open", "/a b/x.html"]);
  expect(opener("C:\\a b\\x&calc'.html", "win32")).toEqual([
    windowsProgram("rundll32.exe", {}),
    "url.dll,FileProtocolHandler",
    "file:///C:/a%20b/x&calc'.html",
  ]);
});
