import {
  copyFile,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
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

test("nothing is removed or compared where a link of the commit leads", async () => {
  const [folder, elsewhere, into] = [
    await temporaryFolder(),
    await temporaryFolder(),
    await temporaryFolder(),
  ];
  for (const name of ["model.pkl", "data.csv", "params.json"]) {
    await writeFile(join(elsewhere, name), name === "params.json" ? '{"depth": 3}' : name);
  }
  git(folder, "init", "--quiet", "--initial-branch=main");
  await symlink(elsewhere, join(folder, "out"));
  commitAll(folder, "Link");
  // The ledger may say anything: here, that the commit has a folder in place of the link.
  git(folder, "update-index", "--skip-worktree", "out");
  await writeFile(join(folder, ".git/info/exclude"), "out/\n");
  await rm(join(folder, "out"));
  await mkdir(join(folder, "out"));
  for (const name of ["model.pkl", "data.csv", "params.json"]) {
    await copyFile(join(elsewhere, name), join(folder, "out", name));
  }
  const registry = await openRegistry(folder);
  await register(
    registry,
    registration({
      paths: ["out/model.pkl"],
      datasets: ["out/data.csv"],
      parametersFiles: ["out/params.json"],
    }),
  );
  const laidOut = await prepareReproduction(registry, { reference: "fraud@1", into });
  expect(await readlink(join(laidOut.workspace, "out"))).toBe(elsewhere);
  expect((await readdir(elsewhere)).toSorted()).toEqual(["data.csv", "model.pkl", "params.json"]);
  expect(laidOut.inputs).toMatchObject([
    { name: "out/data.csv", state: "changed" },
    { name: "out/params.json", state: "changed" },
  ]);
  await removeReproductions(registry, { reference: "fraud@1" });
  await registry.close();
});
