import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { register } from "../../../../src/registry/registration/register.ts";
import { prepareReproduction } from "../../../../src/registry/reproduction/prepare-reproduction.ts";
import { removeReproductions } from "../../../../src/registry/reproduction/remove-reproductions.ts";
import { commitAll, git } from "../../support/git.ts";
import { openRegistry, registration, useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

test("with the settings of a person's own, changes are applied and filters are listed", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "model.pkl"), "bytes");
  await writeFile(join(folder, "train.py"), "print(1)\n");
  await writeFile(join(folder, "notes.txt"), "notes\n");
  await writeFile(join(folder, ".gitattributes"), "*.txt filter=other\n");
  git(folder, "init", "--quiet", "--initial-branch=main");
  commitAll(folder, "Train");
  git(folder, "config", "filter.other.smudge", "cat");
  await writeFile(join(folder, "train.py"), "print(2)\n");
  const registry = await openRegistry(folder);
  await register(registry, registration());

  // No variable of git is set here, so that nothing loosens what its library allows.
  expect(Object.keys(process.env).filter((name) => name.startsWith("GIT_CONFIG"))).toEqual([]);
  const into = await temporaryFolder();
  const laidOut = await prepareReproduction(registry, { reference: "fraud@1", into });
  expect(await readFile(join(laidOut.workspace, "train.py"), "utf8")).toBe("print(2)\n");
  expect(laidOut.deviations).toEqual(["1 file of the filter other as committed"]);
  await removeReproductions(registry, { reference: "fraud@1" });
  await registry.close();
});
