import { globSync } from "node:fs";
import { mkdir, mkdtemp, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import type { BuildOptions } from "esbuild";
import { downloads } from "../workbench/paths.ts";

const here = import.meta.dirname;

/** Makes a new folder for bundles under .vscode-test, from where Node still finds mocha. */
export async function makeBundleFolder(): Promise<string> {
  await mkdir(join(downloads, "host-tests"), { recursive: true });
  const folder = await realpath(await mkdtemp(join(downloads, "host-tests", "run-")));
  await writeFile(join(folder, "package.json"), '{ "type": "commonjs" }\n');
  return folder;
}

/**
 * Bundles the tests of one window, all in one CommonJS file because they share what the support code
 * has observed, and the entry beside it. Answers the path of the entry.
 */
export async function bundleWindow(name: string, folder: string): Promise<string> {
  const tests = globSync(`${name}/**/*.test.ts`, { cwd: here }).sort();
  if (tests.length === 0) throw new Error(`There are no tests in test/host/${name}.`);
  const modules = ["support/watch-over-tests.ts", ...tests];
  const common = {
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    sourcemap: "linked",
    external: ["vscode", "mocha"],
    logLevel: "warning",
  } satisfies BuildOptions;
  const entry = join(folder, name, "index.cjs");
  await Promise.all([
    build({ ...common, entryPoints: [join(here, "index.ts")], outfile: entry }),
    build({
      ...common,
      stdin: {
        contents: modules.map((file) => `import "./${file.replaceAll("\\", "/")}";`).join("\n"),
        resolveDir: here,
        sourcefile: `${name}.ts`,
      },
      outfile: join(folder, name, "tests.cjs"),
    }),
  ]);
  return entry;
}
