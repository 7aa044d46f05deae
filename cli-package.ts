/**
 * `npm run package:cli`, after a production build: the command line as a package for npm and, with the
 * Python module of `src/python`, as a wheel for pip, both in `dist/`.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { setUpPython } from "./test/workbench/setup.ts";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly repository: unknown;
  readonly homepage: string;
  readonly bugs: unknown;
  readonly keywords: readonly string[];
}

const root = import.meta.dirname;
const dist = join(root, "dist");
/** Files of the command line in `dist/`. */
const program = ["cli.js", "cli"];
/** The SQLite library, compressed with Brotli: 45 KB less to download, 4 ms more at each start. */
const library = "sql-wasm.wasm.br";
/** Large parts that few commands load, compressed with Brotli too: 50 KB less, 5 ms more when used. */
const rarelyLoaded = /^(?:render-chart|mcp)-\w+\.js$/;
const notices = "THIRD-PARTY-NOTICES.txt";
const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as Manifest;

await packNpm(join(dist, "npm"));
await packWheel(join(dist, "wheel"));

/** Makes `model-registry-<version>.tgz`. */
async function packNpm(folder: string): Promise<void> {
  await stage(folder, folder);
  const { name, version, description, license, repository, homepage, bugs, keywords } = manifest;
  const written = {
    ...{ name, version, description, license, repository, homepage, bugs, keywords },
    type: "commonjs",
    bin: { "model-registry": "cli.js" },
    // Of the extension: `import type { ModelRegistryExports } from "model-registry"`.
    types: "model-registry.d.ts",
    files: [...program, library, notices, "model-registry.d.ts"],
    engines: { node: ">=20" },
  };
  await writeFile(join(folder, "package.json"), `${JSON.stringify(written, null, 2)}\n`);
  await cp(join(root, "src/cli/package/README.md"), join(folder, "README.md"));
  await cp(join(dist, "model-registry.d.ts"), join(folder, "model-registry.d.ts"));
  run("npm", ["pack", "--silent", "--pack-destination", dist], folder);
}

/** Makes `local_model_registry-<version>-py3-none-any.whl`. */
async function packWheel(folder: string): Promise<void> {
  await stage(folder, join(folder, "local_model_registry", "_cli"));
  await cp(join(root, "src/python"), folder, {
    recursive: true,
    filter: (path) => !path.endsWith("__pycache__"),
  });
  // Modules of Node.js's other form would be looked for in a package.json further up.
  await writeFile(
    join(folder, "local_model_registry/_cli/package.json"),
    '{ "type": "commonjs" }\n',
  );
  const project = join(folder, "pyproject.toml");
  const text = await readFile(project, "utf8");
  await writeFile(project, text.replace(/^version = .*$/m, `version = "${manifest.version}"`));
  const python = await setUpPython([backendOf(text)]);
  run(python, ["-m", "hatchling", "build", "-t", "wheel", "-d", dist], folder);
}

/** Empties a folder and copies the program to a place in it. */
async function stage(folder: string, to: string): Promise<void> {
  if (!existsSync(join(dist, "cli.js"))) throw new Error("Run “npm run build:production” first.");
  await rm(folder, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  for (const name of program) {
    await cp(join(dist, name), join(to, name), {
      recursive: true,
      filter: (path) => !path.endsWith(".map"),
    });
  }
  await writeFile(join(to, library), compressed(await readFile(join(dist, "sql-wasm.wasm"))));
  await compressParts(join(to, "cli"));
  await cp(join(dist, "THIRD-PARTY-NOTICES.cli.txt"), join(to, notices));
  await cp(join(root, "LICENSE"), join(folder, "LICENSE"));
}

/**
 * Compresses the parts that are rarely loaded. In the place of each stands a module that compiles what
 * it decompresses under its own path, as if it had been there.
 */
async function compressParts(folder: string): Promise<void> {
  const parts = (await readdir(folder)).filter((name) => rarelyLoaded.test(name));
  if (parts.length !== 2) throw new Error(`Parts to compress: ${parts.join(", ")}`);
  for (const part of parts) {
    const path = join(folder, part);
    await writeFile(`${path}.br`, compressed(await readFile(path)));
    await writeFile(
      path,
      '"use strict";module._compile(require("zlib").brotliDecompressSync(' +
        'require("fs").readFileSync(__filename+".br")).toString(),__filename);\n',
    );
  }
}

function compressed(bytes: Uint8Array): Uint8Array {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_LGWIN]: 24 } });
}

/** Returns the build backend that the project names. */
function backendOf(project: string): string {
  const backend = /hatchling==[\d.]+/.exec(project)?.[0];
  if (backend === undefined) throw new Error("src/python/pyproject.toml names no hatchling.");
  return backend;
}

function run(command: string, args: readonly string[], cwd: string): void {
  const shell = process.platform === "win32" && command === "npm";
  const { status, error } = spawnSync(command, args, { cwd, stdio: "inherit", shell });
  if (error) throw new Error(`${command} could not be started: ${error.message}`);
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed.`);
}
