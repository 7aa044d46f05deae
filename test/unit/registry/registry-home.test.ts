import { mkdir, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { policyPath } from "../../../src/registry/registry-home.ts";
import { git } from "../support/git.ts";
import { useTemporaryFolders } from "../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

test("the policy of a linked work tree is that of the main one, also in a folder below", async () => {
  const top = await realpath(await temporaryFolder());
  const [main, linked] = [join(top, "main"), join(top, "linked")];
  await mkdir(join(main, "ml"), { recursive: true });
  await writeFile(join(main, "ml/train.py"), "pass\n");
  git(main, "init", "--quiet");
  git(main, "add", "--all");
  git(main, "commit", "--quiet", "--message", "Train");
  git(main, "worktree", "add", "--quiet", linked);

  const policy = ".model-registry/policy.yaml";
  expect(await policyPath(main)).toBe(join(main, policy));
  expect(await policyPath(linked)).toBe(join(main, policy));
  expect(await policyPath(join(linked, "ml"))).toBe(join(main, "ml", policy));
  // A registry of its own, as earlier releases made one there, goes on with its policy.
  await mkdir(join(linked, ".model-registry/ledger"), { recursive: true });
  expect(await policyPath(linked)).toBe(join(linked, policy));
});
