import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join, posix, win32 } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  findInside,
  insideFolder,
  lexicallyInside,
} from "../../../../src/registry/files/inside-folder.ts";
import { useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

test.each([
  "..",
  "../other",
  "models/../../other",
  "..\\other",
  "models\\..\\..\\other",
  "C:\\Windows\\system.ini",
  "c:/Windows/system.ini",
  "E:model.pkl",
  "\\Windows\\system.ini",
  "/Windows/system.ini",
  "\\\\server\\share\\model.pkl",
  "//server/share/model.pkl",
  "\\\\?\\C:\\Windows\\system.ini",
  "\\\\.\\pipe\\name",
  "\\\\?\\UNC\\server\\share",
  "mod\0el.pkl",
])("on Windows %j is outside, without looking there", (path) => {
  expect(lexicallyInside("D:\\work\\project", path, win32)).toBeUndefined();
});

test.each([
  ["model.pkl", "D:\\work\\project\\model.pkl"],
  ["models/a.pkl", "D:\\work\\project\\models\\a.pkl"],
  ["models\\..\\a.pkl", "D:\\work\\project\\a.pkl"],
  ["d:\\work\\PROJECT\\a.pkl", "d:\\work\\PROJECT\\a.pkl"],
  ["..model.pkl", "D:\\work\\project\\..model.pkl"],
])("on Windows %j is inside", (path, absolute) => {
  expect(lexicallyInside("D:\\work\\project", path, win32)).toBe(absolute);
});

test("whatever is inside by its text begins with the folder", () => {
  const part = fc.constantFrom("..", ".", "a", "b c", "", "C:", "\\", "/", "~");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), fc.boolean(), (parts, isWindows) => {
      const platform = isWindows ? win32 : posix;
      const folder = isWindows ? "D:\\work\\project" : "/work/project";
      const found = lexicallyInside(folder, parts.join(platform.sep), platform);
      expect(found === undefined || `${found}${platform.sep}`.startsWith(folder)).toBe(true);
      expect(found?.split(platform.sep) ?? []).not.toContain("..");
    }),
  );
});

test("a link counts as where it leads, also in the middle of a path and as its end", async () => {
  const outer = await temporaryFolder();
  const folder = join(outer, "project");
  await mkdir(join(folder, "models"), { recursive: true });
  await mkdir(join(outer, "project-keys"));
  await writeFile(join(outer, "project-keys/id"), "secret");
  await writeFile(join(folder, "models/a.pkl"), "bytes");
  await symlink(join(outer, "project-keys/id"), join(folder, "model.pkl"));
  await symlink("../project-keys", join(folder, "keys"));
  await symlink("../../project-keys", join(folder, "models/more"));
  await symlink("models", join(folder, "inner"));
  await symlink("loop", join(folder, "loop"));

  for (const path of ["model.pkl", "keys/id", "keys/absent", "inner/more/id", "inner/more"]) {
    expect(await findInside(folder, path)).toBeUndefined();
    await expect(insideFolder(folder, path)).rejects.toMatchObject({
      refusal: { code: "file-problem", reason: "path-outside", path },
    });
  }
  for (const path of ["models/a.pkl", "inner/a.pkl", "absent.pkl", "inner/absent/b", "loop", "."]) {
    expect(await findInside(folder, path)).toBe(join(folder, path));
  }
});

test("a folder may be named by a link, and the path by where that leads", async () => {
  const outer = await temporaryFolder();
  await mkdir(join(outer, "real"));
  await symlink("real", join(outer, "project"));
  const folder = join(outer, "project");
  for (const path of [join(folder, "a.pkl"), join(outer, "real/a.pkl")]) {
    expect(await findInside(folder, path)).toBe(path);
  }
  expect(await findInside(folder, join(outer, "a.pkl"))).toBeUndefined();
});
