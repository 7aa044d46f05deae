import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { placeFiles } from "../../../src/registry/place-files.ts";

describe("putting exported files in place", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "place-files-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });
  const write = (file: { path: string }, temporary: string): Promise<void> =>
    writeFile(temporary, `bytes of ${file.path}`);
  const files = [{ path: "model/weights.bin" }, { path: "model/config.json" }, { path: "card.md" }];

  it("makes the folders and leaves nothing but the files", async () => {
    const out = join(folder, "a", "b");
    const placed = await placeFiles(out, files, write);
    expect(placed).toEqual(files.map(({ path }) => join(out, path)));
    expect(await readFile(join(out, "model", "config.json"), "utf8")).toBe(
      "bytes of model/config.json",
    );
    expect((await readdir(out)).sort()).toEqual(["card.md", "model"]);
  });

  it("leaves nothing, not even the folder it made, when one file fails", async () => {
    const failing = (file: { path: string }, temporary: string): Promise<void> =>
      file.path === "card.md" ? Promise.reject(new Error("cut")) : write(file, temporary);
    await expect(placeFiles(join(folder, "a", "b"), files, failing)).rejects.toThrow("cut");
    expect(await readdir(folder)).toEqual([]);
  });

  it("keeps what was there before when one file fails", async () => {
    await writeFile(join(folder, "card.md"), "old");
    const failing = (file: { path: string }, temporary: string): Promise<void> =>
      file.path === "card.md" ? Promise.reject(new Error("cut")) : write(file, temporary);
    await expect(placeFiles(folder, files, failing)).rejects.toThrow("cut");
    expect(await readdir(folder)).toEqual(["card.md"]);
    expect(await readFile(join(folder, "card.md"), "utf8")).toBe("old");
  });

  it("does not write through a link in the destination", async () => {
    const elsewhere = join(folder, "elsewhere");
    const out = join(folder, "out");
    await mkdir(elsewhere);
    await mkdir(out);
    await symlink(elsewhere, join(out, "model"));
    await expect(placeFiles(out, files, write)).rejects.toThrow("link");
    expect(await readdir(elsewhere)).toEqual([]);
    expect(await readdir(out)).toEqual(["model"]);
  });

  it("says what is in the way", async () => {
    await writeFile(join(folder, "taken"), "");
    await expect(placeFiles(join(folder, "taken"), files, write)).rejects.toMatchObject({
      refusal: { code: "file-problem", wayOut: "Choose another folder." },
    });
  });
});
