import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, document, succeed, useCli } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

useCli();

/** A registry of three versions, the second in Staging, of which the line of one version is damaged. */
async function damagedRegistry(
  line: number,
): Promise<{ folder: string; file: string; root: string }> {
  const folder = workspace();
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  for (const version of [2, 3]) {
    write(folder, { "models/fraud.onnx": `weights ${version}` });
    await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  }
  await succeed(folder, "promote", "fraud@2", "--to", "Staging");
  const root = join(folder, ".model-registry");
  const [file = ""] = readdirSync(join(root, "ledger"));
  const path = join(root, "ledger", file);
  const lines = readFileSync(path, "utf8").split("\n");
  const at = lines[line - 1]!.indexOf('"actor"') + 2;
  lines[line - 1] = `${lines[line - 1]!.slice(0, at)}X${lines[line - 1]!.slice(at + 1)}`;
  writeFileSync(path, lines.join("\n"));
  return { folder, file, root };
}

test("repair shows what follows the damage, then keeps what can be read", async () => {
  const { folder, file, root } = await damagedRegistry(4);
  rmSync(join(root, "registry.db"));
  const stuck = await cli(folder, "promote", "fraud@2", "--to", "Production");
  expect(stuck.code).toBe(4);
  expect(stuck.stderr).toContain("model-registry repair");

  const before = readdirSync(root, { recursive: true });
  const shown = await cli(folder, "repair");
  expect(shown.code).toBe(4);
  expect(shown.stdout).toContain(
    `ledger/${file} is damaged in line 4: its bytes do not match its checksum`,
  );
  expect(shown.stdout).toMatch(/line 5: .*: fraud 2: None → Staging/);
  expect(readdirSync(root, { recursive: true })).toEqual(before);
  const plan = JSON.parse((await cli(folder, "repair", "--json")).stdout) as unknown;
  expect(plan).toMatchObject({
    damaged: true,
    repaired: false,
    files: [{ file, isOwn: true, line: 4, events: 3, droppedCount: 1, followingCount: 1 }],
  });

  const done = (await document(folder, "repair", "--yes")) as {
    files: readonly { keptAs: string }[];
  };
  expect(done).toMatchObject({
    damaged: false,
    repaired: true,
    files: [{ events: 3, dropped: 1 }],
  });
  const keptAs = `ledger/${done.files[0]!.keptAs}`;
  expect(await document(folder, "verify")).toMatchObject({
    sound: true,
    notes: [
      { where: `ledger/${file}`, problem: expect.stringContaining("without line 4") as string },
      { where: keptAs },
    ],
  });
  expect(await succeed(folder, "gc", "--dry-run")).toContain(keptAs);
  expect(await succeed(folder, "log")).toContain("3 events kept, 1 line dropped");
  expect(await document(folder, "resolve", "fraud@Staging")).toMatchObject({
    version: { reference: "fraud@2" },
  });
  expect(await succeed(folder, "repair", "--yes")).toContain("Nothing is damaged or missing.");
  expect(await succeed(folder, "repair")).toContain("Nothing is damaged or missing.");
});
