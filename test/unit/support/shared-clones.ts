import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { addRemote } from "../../../src/registry/exchange/add-remote.ts";
import type { Registry } from "../../../src/registry/registry.ts";
import { openRegistry } from "./registry.ts";

/** Opens a registry in a new folder that shares through a remote. */
export async function openClone(folder: string, address: string): Promise<Registry> {
  await mkdir(folder, { recursive: true });
  const registry = await openRegistry(folder);
  await addRemote(registry, { address });
  return registry;
}

/** Makes a folder that clones share. */
export async function makeShare(parent: string): Promise<string> {
  const share = join(parent, "share");
  await mkdir(share);
  return share;
}
