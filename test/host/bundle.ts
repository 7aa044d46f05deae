import { globSync } from "node:fs";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { downloads } from "../workbench/paths.ts";

/**
 * Bundles the entry and every `*.test.ts` below this folder, one CommonJS file each, into a new
 * folder under .vscode-test (from where Node still finds the project's mocha), and answers it.
 */
export async function bundleTests(): Promise<string> {
  const here = import.meta.dirname;
  await mkdir(join(downloads, "host-tests"), { recursive: true });
  const folder = await mkdtemp(join(downloads, "host-tests", "run-"));
  const tests = globSync("**/*.test.ts", { cwd: here });
  await build({
    entryPoints: ["index.ts", ...tests].map((file) => join(here, file)),
    outbase: here,
    outdir: folder,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    sourcemap: "linked",
    external: ["vscode", "mocha"],
    // The bundles are CommonJS, where import.meta does not exist; tests find the checkout by it.
    define: { "import.meta.dirname": "__dirname" },
    logLevel: "warning",
  });
  await writeFile(join(folder, "package.json"), '{ "type": "commonjs" }\n');
  return folder;
}
