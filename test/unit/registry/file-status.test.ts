import { rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fileStatus } from "../../../src/registry/file-status.ts";
import { openRegistry, registerContent, useTemporaryFolders } from "../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

test("a file is known by its newest version, and whether it was modified since", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const path = join(registry.folder, "model.pkl");
  expect(await fileStatus(registry, { path })).toBeUndefined();
  await registerContent(registry, "first");
  await registerContent(registry, "second");
  const status = async (): Promise<unknown> => {
    const found = await fileStatus(registry, { path });
    return found && [found.version.number, found.bytes];
  };
  expect(await status()).toEqual([2, "same"]);

  const later = new Date(Date.now() + 10_000);
  await utimes(path, later, later);
  expect(await status(), "touched, not changed").toEqual([2, "same"]);
  await writeFile(path, "SECOND");
  await utimes(path, later, later);
  expect(await status(), "other bytes of the same size").toEqual([2, "modified"]);
  await writeFile(path, "longer than before");
  expect(await status()).toEqual([2, "modified"]);
  await rm(path);
  expect(await status()).toBeUndefined();
});
