import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { describeDataset } from "../../../../src/provenance/data/dataset.ts";
import { hashFile } from "../../../../src/provenance/data/hash-file.ts";
import { readEnvironment } from "../../../../src/provenance/environment/environment.ts";
import { isLfsContent } from "../../../../src/provenance/git/git-filters.ts";
import { readMetadataFile } from "../../../../src/provenance/metadata/metadata-file.ts";
import { readMetricsFile } from "../../../../src/provenance/values/metrics-file.ts";
import { readParametersFile } from "../../../../src/provenance/values/parameters-file.ts";
import { refusalOf } from "../../support/refusal.ts";
import { temporaryFolder, write } from "../temporary-folder.ts";

const readers = {
  metrics: (folder: string, name: string) => readMetricsFile(join(folder, name)),
  parameters: (folder: string, name: string) => readParametersFile(join(folder, name)),
  metadata: (folder: string, name: string) => readMetadataFile(join(folder, name)),
  environment: (folder: string, name: string) => readEnvironment(folder, name),
  digest: (folder: string, name: string) => hashFile(join(folder, name), name, {}),
  dataset: (folder: string, name: string) => describeDataset(folder, name),
};

/** Makes a folder with one entry of each kind that is not a regular file, by name. */
async function things(): Promise<string> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "folder"));
  expect(spawnSync("mkfifo", [join(folder, "pipe")]).status).toBe(0);
  symlinkSync("nowhere", join(folder, "dangling"));
  symlinkSync("loop", join(folder, "loop"));
  symlinkSync("pipe", join(folder, "to-pipe"));
  const server = createServer().listen(join(folder, "socket"));
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => {
    server.close();
  });
  return folder;
}

describe.skipIf(process.platform === "win32")("what is no regular file is named, at once", () => {
  test.each(Object.entries(readers))("as %s", async (kind, read) => {
    const folder = await things();
    const expected: Readonly<Record<string, RegExp>> = {
      pipe: /^pipe is a named pipe/,
      socket: /^socket is a socket/,
      "to-pipe": /^to-pipe is a named pipe/,
      dangling: /^dangling is a link that leads nowhere/,
      loop: /^loop is a link that leads nowhere/,
      missing: /^missing does not exist/,
      ...(kind !== "dataset" && { folder: /^folder is a folder/ }),
    };
    for (const [name, message] of Object.entries(expected)) {
      const refusal = await refusalOf(read(folder, name));
      expect([name, refusal.code]).toEqual([name, "file-problem"]);
      expect(refusal.message).toMatch(message);
    }
  });

  test("in a folder of data, and where git expects a file", async () => {
    const folder = await things();
    write(folder, { "data/a.csv": "x\n1\n" });
    symlinkSync("nowhere", join(folder, "data", "broken"));
    const refusal = await refusalOf(describeDataset(folder, "data"));
    expect(refusal.message).toBe("data/broken is a link that leads nowhere.");
    const repository = {
      top: folder,
      shallow: false,
      config: [],
      git: () => Promise.reject(new Error()),
    };
    for (const name of ["pipe", "socket", "to-pipe", "dangling", "folder"]) {
      expect(await isLfsContent(repository, name, "0".repeat(40))).toBe(false);
    }
  });
});
