import { expect, test } from "vitest";
import { replaceByRename } from "../../../../src/storage/files/replace-by-rename.ts";

const refused = (code: string): Error => Object.assign(new Error(code), { code });

/** Renames that are refused so many times; answers how often it was tried. */
async function tried(platform: NodeJS.Platform, refusals: number, code: string): Promise<number> {
  let attempts = 0;
  const rename = (): Promise<void> => {
    attempts += 1;
    return attempts > refusals ? Promise.resolve() : Promise.reject(refused(code));
  };
  await replaceByRename("a", "b", { platform, rename, wait: () => Promise.resolve() }).catch(
    () => (attempts = -attempts),
  );
  return attempts;
}

test("on Windows a file that somebody has open for a moment is replaced all the same", async () => {
  expect(await tried("win32", 4, "EPERM")).toBe(5);
  expect(await tried("win32", 4, "EBUSY")).toBe(5);
});

test("what goes on or is of another kind is a failure, and so is any elsewhere", async () => {
  expect(await tried("win32", 99, "EACCES")).toBe(-10);
  expect(await tried("win32", 1, "ENOENT")).toBe(-1);
  expect(await tried("linux", 1, "EPERM")).toBe(-1);
});
