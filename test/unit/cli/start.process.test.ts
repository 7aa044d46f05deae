import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import module from "node:module";
import { join } from "node:path";
import { Command } from "commander";
import { build, type BuildOptions } from "esbuild";
import { describe, expect, inject, it } from "vitest";
import { cliBundle, workerBundle } from "../../../split-bundles.ts";
import { commandTable } from "../../../src/cli/command-table.ts";
import { ended, start, succeed, useCli, type Run } from "./cli.ts";
import { temporaryFolder, workspace, write } from "./workspace.ts";

useCli();

describe("the list of commands", () => {
  it("shows of each command the parameters that it takes", async () => {
    for (const { name, parameters, load } of commandTable) {
      const command = new Command(name);
      (await load())(command);
      expect(`${name} ${command.usage()}`).toBe(`${name} [options] ${parameters}`.trim());
    }
  });

  it("is that of “help” too, which explains one command when it is named", async () => {
    const folder = temporaryFolder();
    expect(await succeed(folder, "help")).toBe(await succeed(folder, "--help"));
    expect(await succeed(folder, "help", "tag")).toBe(await succeed(folder, "tag", "--help"));
  });

  it("names defaults that say something, and no empty ones", async () => {
    const help = await succeed(temporaryFolder(), "publish", "--help");
    expect(help).not.toMatch(/default: (false|\[\])/);
    const [serve, run] = [
      await succeed(temporaryFolder(), "serve", "--help"),
      await succeed(temporaryFolder(), "run", "--help"),
    ];
    expect(serve).toMatch(/default:\s+5000/);
    expect(serve).toContain("(env: MODEL_REGISTRY_TOKEN)");
    expect(run).not.toMatch(/default:\s+\[\]/);
  });

  it("is not confused by a model that is called like a command", async () => {
    const folder = workspace();
    await succeed(folder, "register", "models/fraud.onnx", "--name", "tag");
    expect(await succeed(folder, "list", "tag")).toContain("tag ");
  });
});

describe("a command that only reads", () => {
  it("loads nothing that reads model files, asks git or parses YAML", async () => {
    const names = [
      "models/models",
      "versions/artifacts",
      "versions/list",
      "versions/resolve",
      "versions/show",
    ];
    for (const name of names) {
      const inputs = await loadedFor(`src/cli/commands/${name}.ts`);
      expect(inputs).toContain("src/registry/registry.ts");
      const heavy = /^src\/inspect\/|\/(simple-git|yaml|saxes)\//;
      expect(inputs.filter((path) => heavy.test(path))).toEqual([]);
    }
  });

  it.skipIf(process.platform === "win32")("starts no other program", async () => {
    const folder = workspace();
    await succeed(folder, "register", "models/fraud.onnx");
    const programs = temporaryFolder();
    const log = join(programs, "called");
    writeFileSync(join(programs, "git"), `#!/bin/sh\necho called >> '${log}'\n`, { mode: 0o755 });
    const run = (...args: string[]): Promise<Run> =>
      ended(start(folder, args, { env: { PATH: programs, GIT_AUTHOR_NAME: "" } }));
    for (const args of [["list"], ["show", "fraud@1"], ["resolve", "fraud@1"], ["models"]]) {
      expect(await run(...args)).toMatchObject({ code: 0, stderr: "" });
    }
    expect(existsSync(log)).toBe(false);
    await run("register", "models/params.yaml", "--name", "other");
    expect(existsSync(log)).toBe(true);
  });

  it("of the help loads no schemas", async () => {
    const inputs = await loadedFor("src/cli/program.ts");
    expect(inputs).toContain("src/cli/command-table.ts");
    expect(inputs.filter((path) => path.includes("/zod/"))).toEqual([]);
  });
});

describe("the registry's thread", () => {
  it("starts without what only some calls need", async () => {
    const options = workerBundle(inject("cliFolder"), {});
    const inputs = await loadedFor("src/registry/worker/worker.ts", options);
    expect(inputs).toContain("src/registry/registry.ts");
    expect(inputs.filter((path) => /\/(echarts|zrender|simple-git)\//.test(path))).toEqual([]);
  });
});

const keepsCode = "enableCompileCache" in module && process.platform !== "win32";

describe.runIf(keepsCode)("compiled code", () => {
  it("is kept in the person's cache folder, for this person only", async () => {
    const home = temporaryFolder();
    expect(await help(home)).toMatchObject({ code: 0 });
    expect(readdirSync(codeFolder(home))).not.toEqual([]);
    expect(statSync(codeFolder(home)).mode & 0o777).toBe(0o700);
  });

  it("is not kept in a folder that others can write to", async () => {
    const home = temporaryFolder();
    mkdirSync(codeFolder(home), { recursive: true });
    chmodSync(codeFolder(home), 0o777);
    expect(await help(home)).toMatchObject({ code: 0 });
    expect(readdirSync(codeFolder(home))).toEqual([]);
  });

  it.each([".git", ".model-registry"])("is not kept beside %s, in a workspace", async (beside) => {
    const folder = temporaryFolder();
    const home = join(folder, "home");
    write(folder, { [`${beside}/config`]: "", "home/.profile": "" });
    expect(await help(home)).toMatchObject({ code: 0 });
    expect(readdirSync(codeFolder(home))).toEqual([]);
  });

  it("is not kept in the current folder", async () => {
    const home = temporaryFolder();
    expect(await help(home, home)).toMatchObject({ code: 0 });
    expect(readdirSync(codeFolder(home))).toEqual([]);
  });

  it("is not kept without a home folder, which is not made", async () => {
    const home = join(temporaryFolder(), "home");
    expect(await help(home)).toMatchObject({ code: 0, stderr: "" });
    expect(existsSync(home)).toBe(false);
  });
});

function codeFolder(home: string): string {
  const caches = process.platform === "darwin" ? join("Library", "Caches") : ".cache";
  return join(home, caches, "model-registry", "compile-cache");
}

function help(home: string, folder = temporaryFolder()): Promise<Run> {
  return ended(start(folder, ["--help"], { env: { HOME: home } }));
}

/** Returns the source files of all parts of a bundle that are loaded with a module. */
async function loadedFor(
  entry: string,
  options: BuildOptions = cliBundle(inject("cliFolder"), {}),
): Promise<readonly string[]> {
  const { metafile } = await build({ ...options, metafile: true, plugins: [] });
  const { outputs } = metafile;
  const [first] = Object.keys(outputs).filter((path) => outputs[path]?.entryPoint === entry);
  const loaded = new Set([first ?? ""]);
  for (const path of loaded) {
    for (const { kind, path: imported } of outputs[path]?.imports ?? []) {
      if (kind === "import-statement") loaded.add(imported);
    }
  }
  return [...loaded].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
}
