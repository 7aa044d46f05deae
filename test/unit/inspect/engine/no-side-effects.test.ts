import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { systemTrue } from "../support/pickle-assembler.ts";
import { writeZip } from "../support/zip-writer.ts";

const repository = new URL("../../../..", import.meta.url).pathname;

/**
 * Inspects in a process that may read files and do nothing else: Node.js refuses to write, to start
 * programs and threads, and to load native code.
 */
const script = `
  import { readdirSync } from "node:fs";
  import { inspectPath } from ${JSON.stringify(join(repository, "src/inspect/engine/inspect-path.ts"))};
  const verdicts = {};
  for (const folder of process.argv.slice(1)) {
    for (const name of readdirSync(folder)) {
      verdicts[name] = (await inspectPath(folder + "/" + name)).description.verdict;
    }
  }
  console.log(JSON.stringify(verdicts));
`;

it("inspecting writes nothing, extracts nothing and starts nothing", async () => {
  const folder = await mkdtemp(join(tmpdir(), "inspected-"));
  try {
    await writeFile(join(folder, "attack.pkl"), systemTrue());
    const entry = { name: "../../attack.pkl", content: systemTrue(), deflated: true };
    await writeFile(join(folder, "attack.pt"), writeZip([entry]));
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--permission",
      "--allow-fs-read=*",
      "--input-type=module",
      "--eval",
      script,
      join(repository, "test/fixtures/models"),
      join(repository, "test/fixtures/compressed"),
      folder,
    ]);
    const verdicts = JSON.parse(stdout) as Record<string, string>;
    expect(Object.keys(verdicts).length).toBeGreaterThan(60);
    expect(verdicts).toMatchObject({
      "attack.pkl": "dangerous",
      "attack.pt": "dangerous",
      "torch-state.pt": "weights-only",
      "tf-writes-file": "dangerous",
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
