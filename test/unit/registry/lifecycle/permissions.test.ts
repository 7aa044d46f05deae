import { chmod, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { artifactSha256 } from "../../../../src/core/model/artifact.ts";
import { register } from "../../../../src/registry/registration/register.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { exportVersion } from "../../../../src/registry/retrieval/export-version.ts";
import { artifactPath } from "../../../../src/storage/files/registry-paths.ts";
import { registration, useTemporaryFolders, withRegistry } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const before = process.umask(0o022);
process.umask(before);
afterEach(() => {
  process.umask(before);
});

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

/** Registers a file of this mode and gives where its bytes are stored. */
async function stored(registry: Registry, mode: number, content = "weights"): Promise<string> {
  const model = join(registry.folder, "model.pkl");
  await writeFile(model, content);
  await chmod(model, mode);
  const { id } = await register(registry, registration({ allowIdentical: true }));
  const [artifact] = await registry.read((state) => state.artifacts(id));
  return artifactPath(registry.paths, artifactSha256(artifact!)!);
}

describe.skipIf(process.platform === "win32")("nothing is more open than", () => {
  test.each([
    { umask: 0o022, source: 0o644, artifact: "444", exported: "644" },
    { umask: 0o022, source: 0o600, artifact: "400", exported: "600" },
    { umask: 0o027, source: 0o644, artifact: "440", exported: "640" },
    { umask: 0o077, source: 0o777, artifact: "400", exported: "600" },
    { umask: 0o002, source: 0o660, artifact: "440", exported: "660" },
  ])("the source and the umask say: %o", async ({ umask, source, artifact, exported }) => {
    process.umask(umask);
    await withRegistry(await temporaryFolder(), async (registry) => {
      const path = await stored(registry, source);
      expect(await modeOf(path)).toBe(artifact);
      const { files } = await exportVersion(registry, {
        reference: "fraud@1",
        destination: join(registry.folder, "out"),
      });
      expect(await modeOf(files[0]!)).toBe(exported);
    });
  });

  test("the umask says for everything else in the folder", async () => {
    process.umask(0o077);
    const folder = await temporaryFolder();
    await withRegistry(folder, (registry) => stored(registry, 0o644));
    const root = join(folder, ".model-registry");
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const mode = await modeOf(join(entry.parentPath, entry.name));
      expect([entry.name, mode.slice(1)]).toEqual([entry.name, "00"]);
    }
    expect(entries.map(({ name }) => name)).toContain("registry.db");
  });

  test("the same bytes stored before: as open as the more open file of the two", async () => {
    process.umask(0o022);
    await withRegistry(await temporaryFolder(), async (registry) => {
      expect(await modeOf(await stored(registry, 0o644))).toBe("444");
      expect(await modeOf(await stored(registry, 0o600))).toBe("444");
    });
  });

  test("an index that its owner closed stays closed when it is saved again", async () => {
    process.umask(0o022);
    const folder = await temporaryFolder();
    const index = join(folder, ".model-registry", "registry.db");
    await withRegistry(folder, (registry) => stored(registry, 0o644));
    expect(await modeOf(index)).toBe("644");
    await chmod(index, 0o600);
    await withRegistry(folder, (registry) => stored(registry, 0o644, "other"));
    expect(await modeOf(index)).toBe("600");
  });
});
