import { existsSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeSampleWorkspace } from "../../fixtures/sample-workspace.ts";
import { test as base } from "../workbench.ts";
import { actAsPerson, commandLine } from "./process.ts";

export { expect } from "../workbench.ts";

interface SampleFixtures {
  /** A copy of the sample workspace of its own for the test, which may change it. */
  sample: string;
}

let original: Promise<string> | undefined;

/** Making it takes a while, so it is made once for all the tests of a run. */
function makeOriginal(): Promise<string> {
  original ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), "model-registry-ui-sample-"));
    await makeSampleWorkspace(folder, { cli: commandLine });
    return folder;
  })();
  return original;
}

/** Tests on the sample workspace: three models of a small team with ten weeks of history. */
export const test = base.extend<SampleFixtures, { samples: () => Promise<string> }>({
  samples: [
    // Playwright reads from the pattern of the first parameter what a fixture needs.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      actAsPerson();
      await use(makeOriginal);
      if (original !== undefined) await rm(await original, { recursive: true, force: true });
      original = undefined;
    },
    { scope: "worker", auto: true, timeout: 600_000 },
  ],

  sample: async ({ samples, folder }, use) => {
    const sample = join(folder, "tumor-models");
    // A shared window has it already.
    if (!existsSync(sample)) await cp(await samples(), sample, { recursive: true });
    await use(sample);
  },
});
