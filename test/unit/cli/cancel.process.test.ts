import { existsSync, readdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { ended, start, useCli } from "./cli.ts";
import { workspace } from "./workspace.ts";

useCli();

/** All files below a folder. */
function files(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
}

/** Bytes of the artifacts that are being staged. */
function staged(folder: string): number {
  const staging = join(folder, ".model-registry", "artifacts", "staging");
  if (!existsSync(staging)) return 0;
  return files(staging).reduce((sum, path) => sum + statSync(join(staging, path)).size, 0);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`${signal} during a large registration leaves nothing of it`, async () => {
    const folder = workspace();
    const model = join(folder, "large.onnx");
    writeFileSync(model, "");
    truncateSync(model, 4e9);

    const child = start(folder, ["register", "large.onnx", "--json"]);
    const end = ended(child);
    while (staged(folder) < 1e6 && child.exitCode === null) await setTimeout(5);
    child.kill(signal);

    const { code, stdout, stderr } = await end;
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "cancelled" } });
    expect(files(join(folder, ".model-registry"))).toEqual([".gitignore"]);
  });
}
