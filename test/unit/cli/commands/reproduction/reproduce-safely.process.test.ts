import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { expect, test, vi } from "vitest";
import { commitAll, git } from "../../../support/git.ts";
import { patience } from "../../../support/patience.ts";
import { ended, start, useCli } from "../../cli.ts";
import { caches, parsed, reproduce, stateOf, succeed, trained } from "../../trained-workspace.ts";
import { temporaryFolder, workspace, write } from "../../workspace.ts";

useCli();

test("nothing that the repository names is run: hooks, filters, file monitor", async () => {
  const env = caches();
  const folder = await trained(env);
  const marker = join(temporaryFolder(), "ran");
  write(folder, { ".gitattributes": "*.txt filter=evil\n", "notes.txt": "notes\n" });
  git(folder, "add", ".gitattributes", "notes.txt");
  git(folder, "commit", "--quiet", "--message", "Add notes");
  await succeed(folder, env, "register", "train.mjs", "--name", "noted", "--command", "true");
  const program = `sh -c 'touch ${marker}; cat'`;
  for (const [name, value] of [
    ["filter.evil.smudge", program],
    ["filter.evil.clean", program],
    ["filter.evil.process", program],
    ["filter.evil.required", "true"],
    ["core.fsmonitor", `touch ${marker}`],
    ["core.hooksPath", join(folder, "hooks")],
  ] as const) {
    git(folder, "config", name, value);
  }
  for (const hooks of ["hooks", ".git/hooks"]) {
    for (const hook of ["post-checkout", "post-index-change", "reference-transaction"]) {
      write(folder, { [`${hooks}/${hook}`]: `#!/bin/sh\ntouch ${marker}\n` });
      chmodSync(join(folder, hooks, hook), 0o755);
    }
  }
  const laidOut = parsed(await reproduce(folder, env, "noted@1"));
  expect(laidOut["deviations"]).toEqual(["2 files of the filter evil as committed"]);
  await succeed(folder, env, "reproduce", "noted@1", "--remove");
  expect(existsSync(marker)).toBe(false);
});

test("a model file that was committed does not count as produced", async () => {
  const env = caches();
  const folder = workspace();
  await succeed(folder, env, "register", "models/fraud.onnx", "--command", "true");
  const run = await reproduce(folder, env, "fraud@1", "--run", "--yes");
  expect(run).toMatchObject({ code: 5 });
  expect(parsed(run)).toMatchObject({ summary: "Not reproduced: fraud.onnx was not produced" });
  expect(existsSync(join(folder, "models/fraud.onnx"))).toBe(true);
});

test("data that is not here as recorded is named with the way to get it, and not copied", async () => {
  const env = caches();
  const folder = await trained(env);
  write(folder, { "data/train.csv": "a,b\n9,9\n" });
  const { inputs, folder: laidOut } = parsed(await reproduce(folder, env, "fraud@1")) as {
    inputs: unknown;
    folder: string;
  };
  expect(inputs).toMatchObject([
    {
      name: "data/train.csv",
      state: "missing",
      remedy: "Put the recorded data at data/train.csv.",
    },
    { name: "params.json", state: "same" },
  ]);
  expect(existsSync(join(laidOut, "data"))).toBe(false);
});

test("a command comes from the stage of DVC that has the file among its outputs", async () => {
  const env = caches();
  const lock = `stages:
  other: { cmd: other, outs: [{ path: other.onnx }] }
  train:
    cmd: printf again > models/fraud.onnx
    outs: [{ path: models }]
`;
  const folder = workspace({ "dvc.lock": lock });
  await succeed(folder, env, "register", "models/fraud.onnx");
  const run = parsed(await reproduce(folder, env, "fraud@1", "--run", "--yes"));
  expect(run).toMatchObject({
    command: { line: "printf again > models/fraud.onnx" },
    commandSource: "dvc",
    result: "different",
  });
});

test("submodules are checked out from those that are here, and removed with the rest", async () => {
  const env = caches();
  const inner = join(temporaryFolder(), "inner");
  write(inner, { "tokens.txt": "a b c\n" });
  git(inner, "init", "--quiet", "--initial-branch=main");
  commitAll(inner, "Add tokens");
  const folder = workspace();
  git(folder, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "libs/t");
  commitAll(folder, "Add the submodule");
  const command = "cp libs/t/tokens.txt models/fraud.onnx";
  await succeed(folder, env, "register", "models/fraud.onnx", "--command", command);
  const before = stateOf(folder);
  const laidOut = parsed(await reproduce(folder, env, "fraud@1")) as { checkout: string };
  expect(readFileSync(join(laidOut.checkout, "libs/t/tokens.txt"), "utf8")).toBe("a b c\n");
  expect(laidOut).toMatchObject({ deviations: [] });
  await succeed(folder, env, "reproduce", "fraud@1", "--remove");
  expect(stateOf(folder)).toEqual(before);
  const trees = git(join(folder, "libs/t"), "worktree", "list", "--porcelain");
  expect(trees.match(/^worktree /gm)).toHaveLength(1);
});

test("killed while it lays out, it leaves nothing in the way of the next one", async () => {
  const env = caches();
  const folder = await trained(env);
  const programs = temporaryFolder();
  const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  const started = join(programs, "started");
  write(programs, {
    git: `#!/bin/sh
case " $* " in
  *" worktree add "*) "${real}" "$@"; touch "${started}"; exec sleep 600 ;;
  *) exec "${real}" "$@" ;;
esac
`,
  });
  chmodSync(join(programs, "git"), 0o755);
  const path = `${programs}:${process.env["PATH"] ?? ""}`;
  const child = start(folder, ["reproduce", "fraud@1"], { env: { ...env, PATH: path } });
  await vi.waitFor(() => {
    expect(existsSync(started)).toBe(true);
  }, patience);
  child.kill("SIGKILL");
  await ended(child);
  const trees = (): number =>
    git(folder, "worktree", "list", "--porcelain").match(/^worktree /gm)?.length ?? 0;
  expect(trees()).toBe(2);
  expect(await reproduce(folder, env, "fraud@1", "--run", "--yes")).toMatchObject({ code: 0 });
  // That of the killed one is gone.
  expect(trees()).toBe(2);
  await succeed(folder, env, "reproduce", "fraud@1", "--remove");
  expect(trees()).toBe(1);
});

test("a name in the registry that leads into the workspace or to somebody else's folder is not followed", async () => {
  const env = caches();
  const folder = await trained(env);
  const { id, checkout } = parsed(await reproduce(folder, env, "fraud@1")) as {
    id: string;
    checkout: string;
  };
  const state = readFileSync(join(checkout, "..", "reproduction.json"), "utf8");
  const inside = join(folder, "precious", id);
  write(inside, {
    "reproduction.json": state.replaceAll(join(checkout, ".."), inside),
    [`${basename(checkout)}/work.txt`]: "mine",
  });
  const name = join(folder, ".model-registry", "reproductions", `${id}.json`);
  for (const place of [inside, dirname(inside), temporaryFolder()]) {
    write(folder, { [relative(folder, name)]: JSON.stringify({ folder: place }) });
    expect(await succeed(folder, env, "reproduce", "fraud@1", "--remove")).toBe(
      "There was no work tree to remove.\n",
    );
  }
  expect(readFileSync(join(inside, basename(checkout), "work.txt"), "utf8")).toBe("mine");
});

test("a gate asks for a reproduction, and its outcome is shown with the version", async () => {
  const env = caches();
  const folder = await trained(env);
  write(folder, {
    ".model-registry/policy.yaml": "version: 1\ngates:\n  Staging:\n    reproduced: true\n",
  });
  const promote = ["promote", "fraud@1", "--to", "Staging"];
  const refused = await ended(start(folder, promote, { env }));
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("reproduction: not reproduced yet, required bit by bit");
  await reproduce(folder, { ...env, NOISE: "1" }, "fraud@1", "--run", "--yes");
  expect((await ended(start(folder, promote, { env }))).stderr).toContain("differs in model");
  await reproduce(folder, env, "fraud@1", "--run", "--yes");
  await succeed(folder, env, ...promote);
  const shown = await succeed(folder, env, "show", "fraud@1");
  expect(shown).toMatch(
    /Reproductions\n {2}.*Reproduced bit by bit\n {2}.*Not reproduced: differs/,
  );
  write(folder, {
    ".model-registry/policy.yaml": "version: 1\ngates:\n  None:\n    reproduced: tensors\n",
  });
  const checked = await ended(start(folder, ["policy", "check"], { env }));
  expect(checked.stderr).toContain("none can have been reproduced before");
});
