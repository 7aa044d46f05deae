import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git } from "../../../support/git.ts";
import { cli, document, failure, succeed, useCli } from "../../cli.ts";
import { workspace } from "../../workspace.ts";

useCli();

/** A workspace with two events in its ledger. */
async function registered(): Promise<string> {
  const folder = workspace();
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  await succeed(folder, "promote", "fraud@1", "--to", "Staging");
  return folder;
}

test("a ledger is anchored in a note or a tag, and holds against both as it goes on", async () => {
  const folder = await registered();
  const commit = git(folder, "rev-parse", "--short=7", "HEAD");
  expect(await succeed(folder, "anchor")).toBe(`Ledger anchored: note on ${commit}\n`);
  const { place, text } = await document(folder, "anchor", "--tag");
  const [, name = ""] = /^tag (model-registry\/\S+)$/.exec(String(place)) ?? [];
  expect(git(folder, "cat-file", "-t", name)).toBe("tag");
  expect(git(folder, "for-each-ref", "--format=%(contents)", `refs/tags/${name}`)).toContain(
    String(text).trim(),
  );
  await succeed(folder, "promote", "fraud@1", "--to", "Production");
  expect(await succeed(folder, "anchor", "--check")).toBe(
    "The ledger is as it was anchored: 2 anchors\n",
  );
  expect(await document(folder, "anchor", "--check")).toEqual({
    holds: true,
    anchors: 2,
    findings: [],
  });
});

test("a ledger that was cut since is told with an exit code of its own, for scripts too", async () => {
  const folder = await registered();
  await succeed(folder, "anchor");
  const root = join(folder, ".model-registry", "ledger");
  const [name = ""] = readdirSync(root);
  const [first = ""] = readFileSync(join(root, name), "utf8").split("\n");
  writeFileSync(join(root, name), `${first}\n`);
  // The chain itself has no gap, and the index that would know of more is gone as well.
  rmSync(join(folder, ".model-registry", "registry.db"), { force: true });
  expect((await cli(folder, "verify")).code).toBe(0);

  const finding = /^it was cut to \d+ of [\d,]+ bytes \(note on [0-9a-f]{7}\)$/;
  const told = await cli(folder, "anchor", "--check");
  expect([told.code, told.stderr]).toEqual([4, ""]);
  expect(told.stdout).toMatch(new RegExp(`^ledger/${name}: ${finding.source.slice(1, -1)}\n$`));
  const machine = await cli(folder, "anchor", "--check", "--json");
  expect(machine.code).toBe(4);
  expect(JSON.parse(machine.stdout)).toEqual({
    holds: false,
    anchors: 1,
    findings: [{ where: `ledger/${name}`, problem: expect.stringMatching(finding) as string }],
  });
});

test("what can't be anchored or checked is said with the way out, and leaves git as it was", async () => {
  const folder = workspace();
  await succeed(folder, "init");
  const references = git(folder, "for-each-ref");
  expect(await failure(folder, "anchor")).toMatchObject({
    exit: 1,
    code: "invalid-request",
    message: "There is nothing to anchor: the ledger has no event yet.",
    wayOut: "Register a model first.",
  });
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  expect(await failure(folder, "anchor", "--check")).toMatchObject({
    exit: 1,
    message: "There is no anchor in this repository.",
  });
  expect(git(folder, "for-each-ref")).toBe(references);
});
