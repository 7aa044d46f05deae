import { createHash } from "node:crypto";
import { existsSync, globSync, statSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeSampleWorkspace } from "../../fixtures/sample-workspace.ts";
import { downloads, projectRoot } from "../../workbench/paths.ts";
import { setUp } from "../../workbench/setup.ts";
import { test as base } from "../workbench.ts";
import { actAsPerson, commandLine } from "./process.ts";

export { expect } from "../workbench.ts";

interface SampleFixtures {
  /** A copy of the sample workspace of its own for the test, which may change it. */
  sample: string;
}

/** Those that were made, by a digest of all that they are made from. */
const samples = join(downloads, "samples");

let original: Promise<string> | undefined;

/**
 * Answers a sample workspace to copy. Making one takes as long as a test, so it is kept until the command
 * line or its story changes, also for a run beside this one.
 */
function keptSample(): Promise<string> {
  original ??= (async () => {
    const kept = join(samples, await digestOfSources());
    return setUp(
      () => (existsSync(kept) ? kept : undefined),
      async () => {
        await removeOld();
        const made = await mkdtemp(join(samples, "new-"));
        await makeSampleWorkspace(made, { cli: commandLine });
        // Takes its name only when complete.
        await rename(made, kept);
      },
      samples,
    );
  })();
  return original;
}

async function digestOfSources(): Promise<string> {
  const fixtures = join(projectRoot, "test", "fixtures");
  const patterns = ["cli.js", "cli/*.js", "*.wasm"].map((pattern) =>
    join(projectRoot, "dist", pattern),
  );
  const files = globSync([
    ...patterns,
    join(fixtures, "sample-*.ts"),
    join(fixtures, "training/**"),
  ])
    .filter((path) => statSync(path).isFile())
    .toSorted();
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file}\0`).update(await readFile(file));
  return hash.digest("hex").slice(0, 16);
}

/** Removes those that nothing has asked for since yesterday. */
async function removeOld(): Promise<void> {
  const yesterday = Date.now() - 24 * 3_600_000;
  for (const name of await readdir(samples)) {
    const path = join(samples, name);
    if (statSync(path).mtimeMs < yesterday) {
      await rm(path, { recursive: true, force: true, maxRetries: 10 });
    }
  }
}

/** Tests on the sample workspace: three models of a small team with ten weeks of history. */
export const test = base.extend<SampleFixtures, { samples: () => Promise<string> }>({
  samples: [
    // Playwright reads from the pattern of the first parameter what a fixture needs.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      actAsPerson();
      await use(keptSample);
    },
    { scope: "worker", auto: true, timeout: 600_000 },
  ],

  sample: [
    async ({ samples, folder }, use) => {
      const sample = join(folder, "tumor-models");
      // A shared window has it already.
      if (!existsSync(sample)) await cp(await samples(), sample, { recursive: true });
      await use(sample);
    },
    // The first one waits until it is made, which takes minutes on a busy machine.
    { timeout: 1_800_000 },
  ],
});
