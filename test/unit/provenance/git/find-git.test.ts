import { expect, test } from "vitest";
import { findGit, gitCandidates } from "../../../../src/provenance/git/find-git.ts";

test("git that was named comes before that of PATH, and no relative path counts", () => {
  const environment = { MODEL_REGISTRY_GIT: "/opt/git:bin/git:", PATH: "/usr/bin:.::/bin" };
  expect(gitCandidates(environment, "linux")).toEqual(["/opt/git", "/usr/bin/git", "/bin/git"]);
  expect(gitCandidates({}, "linux")).toEqual([]);
});

test("Windows' Path is found in a worker thread's copy of the environment too", () => {
  const environment = {
    Path: String.raw`C:\Program Files\Git\cmd;tools;D:\git`,
    MODEL_REGISTRY_GIT: String.raw`E:\Git\bin\git.exe`,
  };
  expect(gitCandidates(environment, "win32")).toEqual([
    String.raw`E:\Git\bin\git.exe`,
    String.raw`C:\Program Files\Git\cmd\git.exe`,
    String.raw`D:\git\git.exe`,
  ]);
});

test("what is no program is passed over", async () => {
  const { PATH } = process.env;
  const found = await findGit({ PATH });
  expect(found).toBeDefined();
  const MODEL_REGISTRY_GIT = "/no/such/git:/tmp";
  expect(await findGit({ PATH, MODEL_REGISTRY_GIT })).toBe(found);
  expect(await findGit({ MODEL_REGISTRY_GIT: found })).toBe(found);
});
