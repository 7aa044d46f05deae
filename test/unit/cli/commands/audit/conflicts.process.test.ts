import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, document, succeed, useCli } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

useCli();

test("log --conflicts lists what merging settled, and the command that changes it works", async () => {
  const folder = workspace();
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  write(folder, { "models/other.onnx": "other" });
  await succeed(folder, "register", "models/other.onnx", "--name", "fraud");
  expect(await document(folder, "log", "--conflicts")).toEqual({ events: [], more: false });
  const copy = `${folder}-copy`;
  cpSync(folder, copy, { recursive: true });
  await succeed(folder, "alias", "fraud@1", "champion");
  await succeed(copy, "alias", "fraud@2", "champion");
  const ledger = join(".model-registry", "ledger");
  cpSync(join(folder, ledger), join(copy, ledger), { recursive: true });
  rmSync(join(copy, ".model-registry", "registry.db"), { force: true });
  const { events } = (await document(copy, "log", "--conflicts")) as {
    events: { title: string; conflicts: { text: string; remedy: string }[] }[];
  };
  const [conflict] = events.flatMap(({ conflicts }) => conflicts);
  expect(events).toHaveLength(1);
  expect(conflict?.remedy).toMatch(/^model-registry alias fraud@[12] champion$/);
  const text = await cli(copy, "log", "--conflicts");
  expect(text.stdout).toContain("moved the alias champion away from");
  expect(text.stderr).toContain(`To change it: ${conflict?.remedy}`);
  await succeed(copy, ...conflict!.remedy.split(" ").slice(1));
  const winner = conflict?.remedy.includes("fraud@1") ? "fraud@2" : "fraud@1";
  expect(await succeed(copy, "show", winner)).toContain("Resolved by merging");
  expect((await cli(copy, "log", "--conflicts")).stderr).not.toContain("To change it");
  rmSync(copy, { recursive: true });
});
