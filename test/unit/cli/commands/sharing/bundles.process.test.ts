import {
  copyFileSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tarOf } from "../../../../../src/registry/files/tar.ts";
import { document, failure, succeed, useCli } from "../../cli.ts";
import { temporaryFolder, workspace, write } from "../../workspace.ts";

useCli();

/** A registry of two versions, the second one in use, and a bundle of it. */
async function bundled(...options: readonly string[]): Promise<{ folder: string; bundle: string }> {
  const folder = workspace({ ".model-registry/policy.yaml": "version: 1\n" });
  await succeed(folder, "init");
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  write(folder, { "models/other.bin": "other bytes of a bundle" });
  await succeed(folder, "register", "models/other.bin", "--name", "other");
  const bundle = join(temporaryFolder(), "registry.bundle");
  await succeed(folder, "bundle", "create", bundle, ...options);
  return { folder, bundle };
}

test("a registry is moved in one file, and a later bundle brings what is new", async () => {
  const { folder, bundle } = await bundled();
  expect(await document(folder, "bundle", "verify", bundle)).toMatchObject({
    objects: expect.any(Number) as number,
    leftOut: 0,
    hasPolicy: true,
  });
  const other = temporaryFolder();
  expect(await document(other, "bundle", "import", bundle)).toMatchObject({ policy: "taken" });
  expect(await succeed(other, "verify")).toContain("Everything is as it was recorded");
  expect(await succeed(other, "resolve", "fraud@1")).toContain("fraud.onnx");
  // What is there is not taken twice.
  expect(await document(other, "bundle", "import", bundle)).toMatchObject({
    lines: 0,
    objects: 0,
    policy: "same",
  });
  await succeed(folder, "tag", "fraud@1", "moved", "yes");
  await succeed(other, "tag", "fraud@1", "here", "yes");
  await succeed(folder, "bundle", "create", bundle, "--no-bytes");
  expect(await document(other, "bundle", "import", bundle)).toMatchObject({ lines: 1 });
  const { tags } = await document(other, "show", "fraud@1");
  expect(tags).toEqual({ here: "yes", moved: "yes" });
});

test("a bundle of another registry is refused, or joined on purpose with its origin kept", async () => {
  const { bundle, folder } = await bundled("fraud@1");
  const other = workspace();
  await succeed(other, "init");
  write(other, { "models/third.bin": "third bytes of a bundle" });
  await succeed(other, "register", "models/third.bin", "--name", "third");
  const refused = await failure(other, "bundle", "import", bundle);
  expect(refused).toMatchObject({ code: "other-registry" });
  expect(await succeed(other, "list")).not.toContain("fraud");
  await succeed(other, "bundle", "import", bundle, "--join");
  const id = (from: { version?: unknown; id?: unknown }): unknown => from.id;
  expect(id(await document(other, "show", "fraud@1"))).toBe(
    id(await document(folder, "show", "fraud@1")),
  );
  expect(readdirSync(join(other, ".model-registry", "ledger"))).toHaveLength(2);
});

test("damaged and hostile bundles are refused, and nothing of them stays", async () => {
  const { folder, bundle } = await bundled();
  const damagedBy = (change: (path: string) => void): string => {
    const path = join(temporaryFolder(), "damaged.bundle");
    copyFileSync(bundle, path);
    change(path);
    return path;
  };
  const hostile = async (name: string): Promise<string> => {
    const path = join(temporaryFolder(), "hostile.bundle");
    const bytes = Uint8Array.from(Buffer.from("x"));
    const file = {
      path: name,
      size: 1,
      async *open() {
        await Promise.resolve();
        yield bytes;
      },
    };
    const chunks: Uint8Array[] = [];
    for await (const chunk of tarOf([file], 0).chunks) chunks.push(chunk);
    writeFileSync(path, Buffer.concat(chunks));
    return path;
  };
  const damages = [
    damagedBy((path) => {
      truncateSync(path, statSync(path).size - 4096);
    }),
    damagedBy((path) => {
      const bytes = readFileSync(path);
      bytes[bytes.indexOf("other bytes of a bundle")] = 0x5f;
      writeFileSync(path, bytes);
    }),
    damagedBy((path) => {
      const bytes = readFileSync(path);
      const at = bytes.indexOf('"type":"version.registered"');
      bytes[at + 9] = 0x58;
      writeFileSync(path, bytes);
    }),
    damagedBy((path) => {
      writeFileSync(path, "no bundle at all");
    }),
    await hostile("../../outside"),
    await hostile("/tmp/absolute"),
    await hostile("objects/../../x"),
  ];
  for (const path of damages) {
    expect(await failure(folder, "bundle", "verify", path), path).toMatchObject({
      code: "file-problem",
    });
    const other = temporaryFolder();
    expect(await failure(other, "bundle", "import", path), path).toMatchObject({
      code: expect.stringMatching(/^(file-problem|remote-damaged|ledger-damaged)$/) as string,
    });
    const left = readdirSync(other, { recursive: true }).map(String);
    expect(
      left.filter((name) => name.includes("outside") || /artifacts.staging./.test(name)),
    ).toEqual([]);
  }
  // Nothing is left of a bundle that can't be written, and one that is there stays.
  const missing = join(temporaryFolder(), "none", "a.bundle");
  expect(await failure(folder, "bundle", "create", missing)).toMatchObject({
    code: "file-problem",
  });
});
