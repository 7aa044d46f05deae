import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ImportRequest } from "../../../src/registry/import/import-versions.ts";
import type { ImportPreview } from "../../../src/registry/import/preview-import.ts";

/** `posix.system("true")`: protocol 0, as pickletools disassembles it. */
export const dangerous = "cposix\nsystem\n(S'true'\ntR.";

/** Writes files, by path relative to the folder, and answers the folder; others are made as needed. */
export async function write(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

/** All that the preview would import. */
export function confirmed({ models }: ImportPreview): ImportRequest {
  return {
    models: models.map(({ model, target, versions }) => ({
      model,
      isNew: target.kind === "new",
      versions: versions
        .filter(({ isIncluded, registeredAs }) => isIncluded || registeredAs)
        .map(({ registeredAs, ...version }) => ({
          ...version,
          ...(registeredAs && { registeredAs: registeredAs.id }),
        })),
    })),
  };
}
