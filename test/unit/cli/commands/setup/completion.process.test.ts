import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { cli, failure, succeed, useCli } from "../../cli.ts";
import { temporaryFolder, workspace, write } from "../../workspace.ts";

useCli();

/** Starts the command by its name, as the scripts do. */
function withCommand(): string {
  const bin = join(temporaryFolder(), "bin");
  mkdirSync(bin);
  const command = join(bin, "model-registry");
  const script = join(inject("cliFolder"), "cli.js");
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`);
  chmodSync(command, 0o755);
  return bin;
}

/** Returns what bash would offer for a command line with the cursor at its end. */
function completed(folder: string, script: string, line: string): readonly string[] {
  const asking = `${script}
COMP_LINE=$1 COMP_POINT=\${#1}
_model_registry 2> /dev/null
for each in "\${COMPREPLY[@]}"; do printf '%s\\n' "$each"; done`;
  const answer = execFileSync("bash", ["-c", asking, "bash", line], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: `${withCommand()}:${process.env["PATH"] ?? ""}`, HOME: "/nonexistent" },
  });
  return answer.split("\n").filter((candidate) => candidate !== "");
}

describe("completion in bash", () => {
  it("completes commands, options, models, references and stages", async () => {
    const folder = workspace();
    await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
    write(folder, { "models/fraud.onnx": "weights 2" });
    await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
    await succeed(folder, "promote", "fraud@1", "--to", "Staging");
    await succeed(folder, "alias", "fraud@2", "champion");
    const script = await succeed(folder, "completion", "bash");
    const offered = (line: string) => completed(folder, script, `model-registry ${line}`);

    expect(offered("regi")).toEqual(["register"]);
    expect(offered("")).toContain("promote");
    expect(offered("resolve --art")).toEqual(["--artifact"]);
    expect(offered("resolve fr")).toEqual(["fraud"]);
    // Bash replaces what stands after the last @ alone.
    expect(offered("resolve fraud@")).toEqual(["2", "1", "champion", "Staging", "latest"]);
    expect(offered("resolve fraud@ch")).toEqual(["champion"]);
    expect(offered("promote fraud@1 --to Pro")).toEqual(["Production"]);
    expect(offered("-q compare fraud@1 fraud@l")).toEqual(["latest"]);
    // Paths are the shell's own.
    expect(offered("register mod")).toEqual([]);
    expect(offered("nonsense ")).toEqual([]);
  });

  it("evaluates nothing of what is typed", async () => {
    const folder = workspace();
    const script = await succeed(folder, "completion", "bash");
    completed(
      folder,
      script,
      "model-registry resolve $(touch evaluated) `touch evaluated` ;touch evaluated ",
    );
    const { stdout } = await cli(folder, "completion", "--candidates", "--", "resolve", "");
    expect(stdout).toBe("");
    expect(execFileSync("ls", { cwd: folder, encoding: "utf8" })).not.toContain("evaluated");
  });

  it("names the shells that it knows", async () => {
    expect(await failure(workspace(), "completion", "tcsh")).toMatchObject({
      exit: 2,
      code: "usage",
      wayOut: "Name one of bash, zsh, fish.",
    });
  });
});
