import { link, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inspectPath } from "../../../../src/inspect/engine/inspect-path.ts";
import { message } from "../support/protobuf-bytes.ts";

/** An ONNX model with one tensor of four floats, whose data is in another file. */
function modelWithData(location: string): Uint8Array {
  const tensor = message(
    [1, 4],
    [2, 1],
    [8, "weights"],
    [13, message([1, "location"], [2, location])],
    [14, 1],
  );
  return message([1, 8], [7, message([5, tensor])], [8, message([2, 17])]);
}

/** Real files: what a location leads to is for the file system to say. */
describe("tensor data of an ONNX model in another file", () => {
  let folder: string;
  let secret: string;

  beforeEach(async () => {
    const parent = await mkdtemp(join(tmpdir(), "links-"));
    folder = join(parent, "model");
    secret = join(parent, "secret.bin");
    await mkdir(folder);
    await writeFile(secret, Buffer.alloc(16));
  });

  afterEach(() => rm(join(folder, ".."), { recursive: true }));

  async function verdictOf(location: string): Promise<string> {
    const path = join(folder, "model.onnx");
    await writeFile(path, modelWithData(location));
    return (await inspectPath(path)).description.verdict;
  }

  it("may be beside it, or below", async () => {
    await mkdir(join(folder, "data"));
    await writeFile(join(folder, "data/weights.bin"), Buffer.alloc(16));
    expect(await verdictOf("data/weights.bin")).toBe("weights-only");
  });

  it("may not be outside, by whatever way", async () => {
    await symlink(secret, join(folder, "symbolic.bin"));
    await symlink(join(folder, ".."), join(folder, "up"));
    await link(secret, join(folder, "hard.bin"));
    for (const location of [
      "../secret.bin",
      "data/../../secret.bin",
      secret,
      "symbolic.bin",
      "up/secret.bin",
      "hard.bin",
    ]) {
      expect([location, await verdictOf(location)]).toEqual([location, "dangerous"]);
    }
  });
});
