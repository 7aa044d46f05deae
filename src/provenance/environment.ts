import { relative, resolve, sep } from "node:path";
import { Environment } from "../core/recipe.ts";
import { readTextFile } from "./read-text-file.ts";

const maxBytes = 8 * 1024 * 1024;

/**
 * Package versions as a requirements or lock file states them; `path` is absolute or relative to
 * the workspace folder.
 */
export async function readEnvironment(folder: string, path: string): Promise<Environment> {
  const absolute = resolve(folder, path);
  const text = await readTextFile(absolute, maxBytes);
  const packages = text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const match = /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*==\s*([^\s;#,]+)/.exec(line);
    return match?.[1] && match[2] ? [[match[1].toLowerCase(), match[2]]] : [];
  });
  return Environment.parse({
    source: relative(folder, absolute).split(sep).join("/"),
    packages: Object.fromEntries(packages),
  });
}
