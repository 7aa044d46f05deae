import { copyFile, cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RemoteRegistry } from "../../../src/registry/worker/remote-registry.ts";
import { extension } from "./extension.ts";
import { folder } from "./registry.ts";

/** Does something in a clone of the open folder, and brings its ledger file here afterwards. */
export async function inClone(
  act: (clone: RemoteRegistry) => Promise<() => Promise<void>>,
): Promise<void> {
  const clone = await mkdtemp(join(tmpdir(), "model-registry-clone-"));
  try {
    await cp(folder.uri.fsPath, clone, { recursive: true });
    const dist = (name: string): string => join(extension.extensionPath, "dist", name);
    const registry = new RemoteRegistry(
      dist("registry-worker.cjs"),
      { folder: clone, trusted: true, wasmPath: dist("sql-wasm.wasm") },
      () => undefined,
    );
    const meanwhile = await act(registry);
    await registry.close();
    await meanwhile();
    const [theirs, ours] = [clone, folder.uri.fsPath].map((root) =>
      join(root, ".model-registry", "ledger"),
    ) as [string, string];
    const known = await readdir(ours);
    for (const name of await readdir(theirs)) {
      if (!known.includes(name)) await copyFile(join(theirs, name), join(ours, name));
    }
  } finally {
    await rm(clone, { recursive: true, force: true, maxRetries: 10 });
  }
}
