import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { document, failure, succeed, useCli } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

useCli();

/** A chain of three versions, of which the first two were trained on a file. */
async function chain(): Promise<string> {
  const folder = workspace();
  write(folder, { "train.csv": "x,y\n1,2\n" });
  const data = ["--dataset", "train.csv", "--no-discover"];
  const steps = [data, [...data, "--parent", "fraud@1"], ["--no-discover", "--parent", "fraud@2"]];
  for (const [index, given] of steps.entries()) {
    write(folder, { "model.onnx": `weights ${index}` });
    await succeed(folder, "register", "model.onnx", "--name", "fraud", ...given);
  }
  await succeed(folder, "promote", "fraud@3", "--to", "Staging");
  return folder;
}

test("lineage shows ancestors and descendants, in the forms that other programs read", async () => {
  const folder = await chain();
  expect(await succeed(folder, "lineage", "fraud@2", "--descendants")).toBe(
    "fraud 2 (None)\n\nWent into:\n  derived from: fraud 3 (Staging)\n",
  );
  const up = await succeed(folder, "lineage", "fraud@latest", "--ancestors");
  expect(up).toMatch(
    /^fraud 3 \(Staging\)\n\nMade from:\n {2}built from: commit .*\n {2}derived from: fraud 2 \(None\)\n {4}trained on: data train\.csv /,
  );
  const mermaid = await succeed(folder, "lineage", "fraud@3", "--format", "mermaid");
  expect(mermaid).toMatch(/^flowchart LR\n {2}n0\["fraud 3 \(Staging\)"\]\n/);
  expect(await succeed(folder, "lineage", "fraud@3", "--format", "dot")).toMatch(
    /^digraph lineage/,
  );

  const given = ["--format", "openlineage", "--output", "lineage.json"];
  expect(await succeed(folder, "lineage", "fraud@3", ...given)).toBe(
    "Lineage of fraud 3 written to lineage.json\n",
  );
  const events = JSON.parse(readFileSync(join(folder, "lineage.json"), "utf8")) as unknown[];
  expect(events).toHaveLength(3);
  const answer = await document(folder, "lineage", "fraud@1");
  expect(answer).toMatchObject({ direction: "both", version: { reference: "fraud@1" } });
  const refused = await failure(folder, "lineage", "fraud@1", "--ancestors", "--descendants");
  expect(refused.code).toBe("invalid-request");
});

test("impact lists what depends on data or a version, staged versions first", async () => {
  const folder = await chain();
  const lines = (await succeed(folder, "impact", "./train.csv")).split("\n");
  expect(lines[0]).toMatch(
    /^3 versions depend on train\.csv [0-9a-f]{12}, 2 directly and 1 through parents: Staging 1, None 2$/,
  );
  expect(lines[3]).toMatch(/^fraud +3 {2}Staging {2}now {2}fraud 2$/);
  expect(await document(folder, "impact", "fraud@1")).toMatchObject({
    total: 2,
    direct: 1,
    versions: [
      { reference: "fraud@3", steps: 2, through: ["fraud@2"] },
      { reference: "fraud@2", steps: 1 },
    ],
  });
  const { code, message } = await failure(folder, "impact", "nothing.csv");
  expect([code, message]).toEqual([
    "invalid-request",
    "No version was recorded with “nothing.csv”.",
  ]);
});
