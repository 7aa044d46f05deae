import { existsSync } from "node:fs";
import { mkdir, readdir, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { collectGarbage, findGarbage } from "../../../../src/registry/retention/collect-garbage.ts";
import { ArtifactStaging } from "../../../../src/storage/artifacts/artifact-staging.ts";
import { currentProcess, ownerTag } from "../../../../src/storage/files/process-owner.ts";
import { temporaryName } from "../../../../src/storage/files/temporary-name.ts";
import { registerContent, useTemporaryFolders, withRegistry } from "../../support/registry.ts";
import { layGarbage } from "./support.ts";

const temporaryFolder = useTemporaryFolders();

test("the bytes of a running registration are never taken, whatever the clock says", async () => {
  await withRegistry(await temporaryFolder(), async (registry) => {
    const running = await ArtifactStaging.open(registry.paths);
    await running.addBytes(Buffer.from("0123456789"));
    const [folder] = await readdir(registry.paths.staging);
    const path = join(registry.paths.staging, folder!);
    const longAgo = new Date(0);
    for (const name of await readdir(path)) await utimes(join(path, name), longAgo, longAgo);
    await utimes(path, longAgo, longAgo);
    await registerContent(registry, "meanwhile");
    const { leftovers, usage } = await collectGarbage(registry, {});
    expect(leftovers).toBe(0);
    expect(usage.parts).toContainEqual({ kind: "in-progress", files: 1, bytes: 10 });
    expect(existsSync(path)).toBe(true);
    await running.discard();
  });
});

test("the report accounts for every byte of the folder, and names what is not the registry's", async () => {
  const folder = await temporaryFolder();
  await withRegistry(folder, async (registry) => {
    await registerContent(registry, "kept");
    await layGarbage(registry, "cut off");
  });
  await withRegistry(folder, async (registry) => {
    const { root } = registry.paths;
    const name = await temporaryName("registry.db");
    await writeFile(join(root, name), "of a running process");
    const self = await currentProcess();
    const ended = name.replace(ownerTag(self), ownerTag({ ...self, boot: "00000000" }));
    await writeFile(join(root, ended), "of one that ended");
    await writeFile(join(root, "ledger", "01K.torn-7"), "half a line");
    await mkdir(join(root, "notes"));
    await writeFile(join(root, "notes", "todo.txt"), "mine");
    const { usage, leftovers } = await findGarbage(registry, {});
    expect(leftovers).toBe(1);
    expect(usage.bytes).toBe(await sizeOf(root));
    expect(usage.parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(usage.bytes);
    const kinds = usage.parts.map(({ kind, bytes }) => [kind, bytes]);
    expect(kinds).toContainEqual(["versions", 4]);
    expect(kinds).toContainEqual(["unreferenced", 7]);
    expect(usage.parts).toContainEqual({ kind: "leftover", files: 1, bytes: 17, paths: [ended] });
    expect(usage.parts).toContainEqual({
      kind: "aside",
      files: 1,
      bytes: 11,
      paths: ["ledger/01K.torn-7"],
    });
    expect(usage.parts).toContainEqual({
      kind: "other",
      files: 1,
      bytes: 4,
      paths: ["notes/todo.txt"],
    });
    const after = await collectGarbage(registry, {});
    expect(after.usage.bytes).toBe(await sizeOf(root));
    expect(existsSync(join(root, ended))).toBe(false);
    expect(existsSync(join(root, name))).toBe(true);
  });
});

test("the report knows every file that the registry writes", async () => {
  await withRegistry(await temporaryFolder(), async (registry) => {
    await registerContent(registry, "kept");
    const { paths } = registry;
    const own = [
      ...[paths.webhooks, paths.webhookPositions, paths.remoteState, paths.unsettled],
      ...[join(paths.root, "reproductions", "fraud-1.json"), join(paths.runs, "r.jsonl")],
      join(paths.root, "observations", "live", "w.jsonl"),
    ];
    for (const file of own) {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, "{}");
    }
    const { usage } = await findGarbage(registry, {});
    expect(usage.parts.find(({ kind }) => kind === "other")).toBeUndefined();
  });
});

/** Returns the bytes of all files below a folder. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = files.map(async (file) => (await stat(join(file.parentPath, file.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
