import { replaceFile, writeAll } from "../../storage/files/atomic-file.ts";
import { requireOutsideRegistries } from "../files/output-path.ts";
import type { Registry } from "../registry.ts";

/**
 * Writes a text to a file that a person chose, replacing what is there at once or not at all.
 *
 * @param path absolute
 * @throws RegistryError `read-only`, `file-problem`
 */
export async function replaceText(registry: Registry, path: string, text: string): Promise<void> {
  registry.requireTrust();
  await requireOutsideRegistries(path);
  await replaceFile(path, (handle) => writeAll(handle, Buffer.from(text)));
}
