import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { placeFiles } from "../../../../src/registry/files/place-files.ts";
import { refusalOf } from "../../support/refusal.ts";

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
  const isSame = async (file: { path: string }, present: string): Promise<boolean> =>
    (await readFile(present, "utf8")) === `bytes of ${file.path}`;
  const place = (out: string, { replace = false, fill = write } = {}): Promise<readonly string[]> =>
    placeFiles(out, files, { write: fill, isSame, replace });
  const files = [{ path: "model/weights.bin" }, { path: "model/config.json" }, { path: "card.md" }];

  it("makes the folders and leaves nothing but the files", async () => {
    const out = join(folder, "a", "b");
    const placed = await place(out);
    expect(placed).toEqual(files.map(({ path }) => join(out, path)));
    expect(await readFile(join(out, "model", "config.json"), "utf8")).toBe(
      "bytes of model/config.json",
    );
    expect((await readdir(out)).sort()).toEqual(["card.md", "model"]);
  });

  it("leaves nothing, not even the folder it made, when one file fails", async () => {
    const failing = (file: { path: string }, temporary: string): Promise<void> =>
      file.path === "card.md" ? Promise.reject(new Error("cut")) : write(file, temporary);
    await expect(place(join(folder, "a", "b"), { fill: failing })).rejects.toThrow("cut");
    expect(await readdir(folder)).toEqual([]);
  });

  it("keeps what was there before when one file fails", async () => {
    await writeFile(join(folder, "card.md"), "old");
    const failing = (file: { path: string }, temporary: string): Promise<void> =>
      file.path === "card.md" ? Promise.reject(new Error("cut")) : write(file, temporary);
    await expect(place(folder, { replace: true, fill: failing })).rejects.toThrow("cut");
    expect(await readdir(folder)).toEqual(["card.md"]);
    expect(await readFile(join(folder, "card.md"), "utf8")).toBe("old");
  });

  it("does not write through a link in the destination", async () => {
    const elsewhere = join(folder, "elsewhere");
    const out = join(folder, "out");
    await mkdir(elsewhere);
    await mkdir(out);
    await symlink(elsewhere, join(out, "model"));
    await expect(place(out)).rejects.toThrow("link");
    expect(await readdir(elsewhere)).toEqual([]);
    expect(await readdir(out)).toEqual(["model"]);
  });

  it("says what is in the way", async () => {
    await writeFile(join(folder, "taken"), "");
    expect(await refusalOf(place(join(folder, "taken")))).toMatchObject({
      code: "file-problem",
      wayOut: "Choose another folder.",
    });
  });

  it("replaces files of other content only when asked to, and not what may not be read", async () => {
    await writeFile(join(folder, "card.md"), "mine", { mode: 0o600 });
    await chmod(join(folder, "card.md"), 0o600);
    await expect(place(folder)).rejects.toMatchObject({ refusal: { code: "file-exists" } });
    expect(await readFile(join(folder, "card.md"), "utf8")).toBe("mine");
    expect(await readdir(folder)).toEqual(["card.md"]);
    await place(folder, { replace: true });
    await place(folder);
    expect(await readFile(join(folder, "card.md"), "utf8")).toBe("bytes of card.md");
    expect((await stat(join(folder, "card.md"))).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).sort()).toEqual(["card.md", "model"]);
  });

  it("puts back what it replaced when a later file can't take its place", async () => {
    await mkdir(join(folder, "model"));
    await writeFile(join(folder, "model", "weights.bin"), "mine");
    const blocking = async (file: { path: string }, temporary: string): Promise<void> => {
      await write(file, temporary);
      // After it was looked at, before the first one is moved.
      if (file.path === "card.md") await mkdir(join(folder, "model", "config.json"));
    };
    await expect(place(folder, { replace: true, fill: blocking })).rejects.toMatchObject({
      refusal: { code: "file-problem" },
    });
    expect(await readFile(join(folder, "model", "weights.bin"), "utf8")).toBe("mine");
    expect(await readdir(folder)).toEqual(["model"]);
    expect((await readdir(join(folder, "model"))).sort()).toEqual(["config.json", "weights.bin"]);
  });

  it("says before anything is written that a folder is in the way", async () => {
    await mkdir(join(folder, "card.md"));
    await expect(place(folder, { replace: true })).rejects.toThrow("a folder is in the way");
    expect(await readdir(folder)).toEqual(["card.md"]);
  });

  it.each([".model-registry", ".model-registry/artifacts", ".Model-Registry/new/deep", "link/new"])(
    "writes nothing into a registry's folder: %s",
    async (path) => {
      await mkdir(join(folder, ".model-registry", "artifacts"), { recursive: true });
      await symlink(join(folder, ".model-registry"), join(folder, "link"));
      await expect(place(join(folder, path))).rejects.toMatchObject({
        refusal: { code: "file-problem" },
      });
      expect(await readdir(join(folder, ".model-registry"))).toEqual(["artifacts"]);
      expect((await readdir(folder)).sort()).toEqual([".model-registry", "link"]);
    },
  );
});
