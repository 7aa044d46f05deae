/** Versions and stages that the real GTO keeps in a real repository. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { interchangeRequirements } from "../../../../workbench/python-requirements.ts";
import { setUpPython } from "../../../../workbench/setup.ts";
import { commitAll, git } from "../../../support/git.ts";
import { cli, document, succeed, useCli } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

useCli();

let python: string;
beforeAll(async () => {
  python = await setUpPython(interchangeRequirements);
});

const annotations = `
churn:
  type: model
  path: models/fraud.onnx
  description: Finds who leaves
  labels: [tabular]
net:
  path: models/net.bin
`;

/** Calls GTO's own functions. */
function gto(folder: string, code: string): void {
  const env = { ...process.env, GIT_COMMITTER_NAME: "Ada", GIT_COMMITTER_EMAIL: "ada@example.org" };
  execFileSync(python, ["-c", `from gto.api import *\n${code}`], { cwd: folder, env });
}

/** A repository with three versions in two commits, whose files have changed since. */
function repository(): string {
  const weights = "weights that DVC keeps";
  const md5 = createHash("md5").update(weights).digest("hex");
  const folder = workspace({
    "artifacts.yaml": annotations,
    ".gitignore": ".model-registry/\n.dvc/cache/\n",
    "models/net.bin.dvc": `outs:\n- md5: ${md5}\n  size: ${weights.length}\n  path: net.bin\n`,
    [`.dvc/cache/files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`]: weights,
  });
  gto(
    folder,
    'register(repo=".", name="churn", ref="HEAD")\nregister(repo=".", name="net", ref="HEAD")',
  );
  write(folder, { "models/fraud.onnx": "weights 2" });
  commitAll(folder, "Train again");
  gto(
    folder,
    [
      'register(repo=".", name="churn", ref="HEAD", version="v1.0.0")',
      'assign(repo=".", name="churn", version="v0.0.1", stage="dev")',
      'assign(repo=".", name="churn", version="v1.0.0", stage="production")',
    ].join("\n"),
  );
  write(folder, { "models/fraud.onnx": "weights 3" });
  commitAll(folder, "Train once more");
  return folder;
}

test("versions come from their commits, with stages, labels and descriptions", async () => {
  const folder = repository();
  const head = git(folder, "rev-parse", "HEAD~1");
  expect(await succeed(folder, "import", "--gto", "--dry-run")).toMatch(
    /^churn\n {2}0\.0\.1 {2}\w{7} {2}dev +models\/fraud\.onnx\n {2}1\.0\.0/,
  );
  await succeed(folder, "import", "--gto");
  expect(await document(folder, "show", "churn@1.0.0")).toMatchObject({
    number: 2,
    stage: "Production",
    source: "models/fraud.onnx",
    description: "Finds who leaves",
    tags: { tabular: "" },
    recipe: { git: { commit: head }, otherMetadata: { gto_version: "churn@1.0.0" } },
  });
  await succeed(folder, "export", "churn@dev", "--out", "out.onnx");
  await succeed(folder, "export", "net@0.0.1", "--out", "out.bin");
  const again = await cli(folder, "import", "--gto");
  expect(again.stdout).toContain("0 versions imported from GTO, 3 versions imported before");
  expect(git(folder, "status", "--porcelain", "--", "models")).toBe("");
  expect(
    ["out.onnx", "out.bin"].map((name) =>
      createHash("sha256")
        .update(execFileSync("cat", [name], { cwd: folder }))
        .digest("hex"),
    ),
  ).toEqual(
    ["weights 1", "weights that DVC keeps"].map((text) =>
      createHash("sha256").update(text).digest("hex"),
    ),
  );
});

test("tags that are written are read by GTO", async () => {
  const folder = workspace({ ".gitignore": ".model-registry/\n" });
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud", "--label", "1.2.0");
  expect(await succeed(folder, "publish", "fraud@1", "--gto")).toMatch(
    /^fraud 1: fraud@v1\.2\.0 on/,
  );
  await succeed(folder, "promote", "fraud@1", "--to", "Staging");
  await succeed(folder, "promote", "fraud@1", "--to", "Production");
  expect(await document(folder, "publish", "fraud@Production", "--gto")).toMatchObject({
    tags: ["fraud#Production#1"],
    commit: git(folder, "rev-parse", "HEAD"),
  });
  expect(await succeed(folder, "publish", "fraud@1", "--gto")).toContain("there already");
  gto(
    folder,
    'found = show(repo=".")["fraud"]\nassert found["version"] == "v1.2.0", found\nassert found["stage"] == {"Production": "v1.2.0"}, found',
  );
  await succeed(folder, "create", "no.name");
  const second = ["register", "models/fraud.onnx", "--name", "no.name", "--allow-identical"];
  await succeed(folder, ...second);
  expect((await cli(folder, "publish", "no.name@1", "--gto")).stderr).toContain("no such names");
});

test("what is not here is named, and paths lead nowhere else", async () => {
  const folder = workspace({
    "artifacts.yaml": "up: { path: ../../etc/hosts }\nabsent: { path: models/none.pkl }\n",
  });
  for (const tag of ["up@v1.0.0", "absent@v1.0.0"]) git(folder, "tag", "-a", tag, "-m", tag);
  const { code, stdout } = await cli(folder, "import", "--gto");
  expect(code).toBe(1);
  expect(stdout).toContain(
    "absent@1.0.0 can't be imported: its files are not here (models/none.pkl",
  );
  expect(stdout).toContain("up@1.0.0 can't be imported: its files are not here (../../etc/hosts");
});
