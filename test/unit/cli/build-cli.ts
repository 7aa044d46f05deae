import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import type { TestProject } from "vitest/node";
import { cliBundle } from "../../../split-bundles.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder of the built command. */
    readonly cliFolder: string;
    /** Home folder of whoever runs it. */
    readonly cliHome: string;
  }
}

const require = createRequire(import.meta.url);

/** Builds the command as it is shipped, once for all tests. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "model-registry-cli-"));
  await build(cliBundle(folder, {}));
  await copyFile(require.resolve("sql.js/dist/sql-wasm.wasm"), join(folder, "sql-wasm.wasm"));
  project.provide("cliFolder", folder);
  const home = await mkdtemp(join(tmpdir(), "model-registry-home-"));
  project.provide("cliHome", home);
  return async () => {
    for (const made of [folder, home])
      await rm(made, { recursive: true, force: true, maxRetries: 10 });
  };
}
