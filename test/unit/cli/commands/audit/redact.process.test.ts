import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, document, ended, failure, start, succeed, useCli } from "../../cli.ts";
import { workspace } from "../../workspace.ts";

useCli();

/** Returns the files of a registry whose raw bytes have a text. */
function filesWith(folder: string, text: string): readonly string[] {
  const root = join(folder, ".model-registry");
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => readFileSync(path).includes(text));
}

test("a text comes from standard input, is shown, and is nowhere afterwards", async () => {
  const folder = workspace();
  const secret = "my dog is called Rex";
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  await succeed(folder, "tag", "fraud@1", "owner", `note: ${secret}`);
  await succeed(folder, "tag", "fraud@1", "team", "risk");
  expect(filesWith(folder, secret)).not.toEqual([]);
  const args = ["redact", "--text", "--reason", "a hint", "--json"];
  const input = `${secret}\n`;
  const shown = await ended(start(folder, [...args, "--dry-run"], { input }));
  expect(shown.code).toBe(0);
  expect(shown.stdout).not.toContain(secret);
  expect(JSON.parse(shown.stdout)).toMatchObject({
    lines: [{ about: "fraud 1", values: [{ name: "tags.owner" }] }],
    left: [],
  });
  const unasked = await ended(start(folder, args, { input }));
  expect(unasked.code).toBe(2);
  expect(filesWith(folder, secret)).not.toEqual([]);
  const done = await ended(start(folder, [...args, "--yes"], { input }));
  expect([done.code, done.stderr]).toEqual([0, ""]);
  expect(filesWith(folder, secret)).toEqual([]);
  const again = await ended(start(folder, [...args, "--yes"], { input }));
  expect(again.code).toBe(1);
  const verified = await succeed(folder, "verify");
  expect(verified).toContain("redacted by Ada <ada@example.org>");
  expect(verified).toContain("a hint");
  expect(await document(folder, "tag", "fraud@1", "team")).toMatchObject({ value: "risk" });
});

test("a value is named by its version; what decides states stays", async () => {
  const folder = workspace();
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  await succeed(folder, "tag", "fraud@1", "owner", "somebody who left");
  const redact = ["redact", "fraud@1", "--reason", "left", "--yes"];
  await succeed(folder, ...redact, "--field", "tags.owner");
  expect(await document(folder, "tag", "fraud@1", "owner")).toMatchObject({ value: "[redacted]" });
  const refused = await cli(folder, ...redact, "--field", "digest");
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toContain("clones would come to different states");
  expect((await failure(folder, "redact", "fraud@1", "--reason", "x")).exit).toBe(2);
  await succeed(folder, "verify");
});
