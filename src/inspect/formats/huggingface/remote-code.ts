import * as z from "zod";
import type { Finding } from "../../../core/model/inspection.ts";
import type { FolderToRead } from "../../contract/format.ts";
import { parseJson } from "../../encodings/parse-json.ts";
import { readBeside } from "../../encodings/read-beside.ts";

const maxConfigs = 100;
/** Classes by what they replace: a reference, or several of which some may be null. */
const WithCode = z.looseObject({ auto_map: z.record(z.string(), z.unknown()).optional() });

/**
 * Python that `trust_remote_code=True` would run: classes that a configuration maps to modules of the
 * folder or, after `--`, of another repository; and Python files lying about.
 * https://huggingface.co/docs/transformers/custom_models
 */
export async function findRemoteCode(
  folder: FolderToRead,
): Promise<{ imports: string[]; findings: Finding[] }> {
  const imports = new Set<string>();
  const findings: Finding[] = [];
  const configs = folder.paths.filter((path) => /^[^/]*config\.json$/.test(path));
  for (const path of configs.slice(0, maxConfigs)) {
    const references = await readReferences(folder, path);
    for (const reference of references) imports.add(reference);
    if (references.length > 0) findings.push(autoMap(path, references));
  }
  const files = folder.paths.filter((path) => path.endsWith(".py"));
  const [first] = files;
  if (first !== undefined) {
    findings.push({
      code: "huggingface-python-files",
      severity: imports.size > 0 ? "warning" : "info",
      message: `The folder has ${files.length === 1 ? "a Python file" : `${files.length} Python files`}: read before you allow remote code.`,
      where: files.slice(0, 10).join(", "),
    });
  }
  return { imports: [...imports], findings };
}

async function readReferences({ inside, signal }: FolderToRead, path: string): Promise<string[]> {
  const text = await readBeside(inside, path, signal);
  if (text?.includes('"auto_map"') !== true) return [];
  const { auto_map: map = {} } = parseJson(text, WithCode, path);
  return Object.values(map)
    .flat()
    .filter((reference): reference is string => typeof reference === "string");
}

function autoMap(path: string, references: readonly string[]): Finding {
  const elsewhere = references.find((reference) => reference.includes("--"));
  return {
    code: "huggingface-remote-code",
    severity: "warning",
    message:
      elsewhere === undefined
        ? "The configuration names Python classes of this folder, which run if remote code is trusted."
        : `The configuration names Python classes of another repository (${elsewhere}), which are downloaded and run if remote code is trusted.`,
    where: path,
  };
}
