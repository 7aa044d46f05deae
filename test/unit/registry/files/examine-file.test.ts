import { createHash } from "node:crypto";
import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Sha256 } from "../../../../src/core/model/ids.ts";
import { examineFile } from "../../../../src/registry/files/examine-file.ts";
import { fixture } from "../../inspect/support/buffer-source.ts";
import { systemTrue } from "../../inspect/support/pickle-assembler.ts";
import { useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

const sha256 = (bytes: Uint8Array): Sha256 =>
  Sha256.parse(createHash("sha256").update(bytes).digest("hex"));

test("a file is dangerous or not, and still what it was or not", async () => {
  const path = join(await temporaryFolder(), "model.pkl");
  const examine = (request: object): Promise<unknown> =>
    examineFile({ path, inspects: true, ...request });

  await writeFile(path, fixture("scaler.pkl"));
  expect(await examine({})).toEqual({});
  expect(await examine({ sha256: sha256(fixture("scaler.pkl")) })).toEqual({ isSame: true });

  await writeFile(path, systemTrue());
  const danger = expect.stringContaining("os.system") as unknown;
  expect(await examine({})).toEqual({ danger });
  expect(await examine({ sha256: sha256(fixture("scaler.pkl")) })).toEqual({
    isSame: false,
    danger,
  });
  // Of what it was registered as, the registry knows what was found.
  expect(await examine({ sha256: sha256(systemTrue()) })).toEqual({ isSame: true });
  expect(await examine({ inspects: false })).toEqual({});
});

test("a file that takes too long to hash is looked into all the same", async () => {
  const path = join(await temporaryFolder(), "model.pkl");
  await writeFile(path, systemTrue());
  await truncate(path, 2 ** 29);
  const found = await examineFile({ path, sha256: sha256(systemTrue()), inspects: true });
  expect(found).toEqual({ danger: expect.any(String) as unknown });
});

test("an examination is cancelled, and fails where there is nothing to read", async () => {
  const path = join(await temporaryFolder(), "model.pkl");
  await expect(examineFile({ path, inspects: true })).rejects.toThrow("ENOENT");
  await writeFile(path, systemTrue());
  const cancelled = examineFile({ path, inspects: true }, { signal: AbortSignal.abort() });
  await expect(cancelled).rejects.toMatchObject({ refusal: { code: "cancelled" } });
});
