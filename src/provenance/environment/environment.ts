import { homedir } from "node:os";
import { basename, resolve } from "node:path";
import { Environment } from "../../core/model/recipe/environment.ts";
import { fileProblem } from "../files/file-problem.ts";
import { readTextFile } from "../files/read-text-file.ts";
import { isInside, slashRelative } from "../files/slash-relative.ts";
import { maxTextBytes, readStructuredFile } from "../values/read-structured-file.ts";
import { truncate } from "../values/truncate.ts";
import { parseCondaDependency, parseRequirement, type Requirement } from "./requirement.ts";
import { tomlPackages } from "./toml-packages.ts";

/** Maximum number of packages: several times what the largest environments have. */
const maxPackages = 5000;

/** Returns whether a file of this name fixes the version of each package. */
export function isLockFileName(path: string): boolean {
  return /\.lock$|pylock[^/\\]*\.toml$/i.test(path);
}

/**
 * Reads the packages of an environment as a file states them: `requirements.txt` and the like,
 * conda's `environment.yml` (with its pip section), `pyproject.toml`, and the lock files of uv,
 * Poetry, PDM and PEP 751. A package that is there with two versions (for two platforms) has both, `1.0 | 2.0`.
 *
 * @param folder the workspace folder, absolute
 * @param path absolute, or relative to the workspace folder
 * @throws RegistryError `file-problem`
 */
export async function readEnvironment(folder: string, path: string): Promise<Environment> {
  const absolute = resolve(folder, path);
  const shown = slashRelative(folder, absolute);
  const packages = new Map<string, string>();
  for (const { name, version } of await readRequirements(absolute)) {
    const other = packages.get(name);
    const both = other === undefined || other === version ? version : `${other} | ${version}`;
    packages.set(truncate(name, 250), truncate(both, 250));
    if (packages.size > maxPackages) {
      throw fileProblem({
        file: basename(path),
        fault: { kind: "too-many-packages", most: maxPackages },
        advice: "list-one-environment",
      });
    }
  }
  return Environment.parse({
    source: truncate(isInside(shown) ? shown : withoutHome(absolute), 4096),
    packages: Object.fromEntries(packages),
  });
}

/** Returns a path with `~` for the home folder, whose name is a person's. */
function withoutHome(path: string): string {
  const inHome = slashRelative(homedir(), path);
  return isInside(inHome) ? `~/${inHome}` : path.replaceAll("\\", "/");
}

async function readRequirements(path: string): Promise<readonly Requirement[]> {
  if (/\.ya?ml$/i.test(path)) return condaDependencies((await readStructuredFile(path)).content);
  const text = await readTextFile(path, maxTextBytes);
  const isToml = /\.toml$/i.test(path) || /^\[\[packages?\]\]\s*$/m.test(text);
  return isToml ? tomlPackages(path, text) : pipRequirements(text);
}

/** Parses a requirements file; a line that ends with a backslash continues on the next. */
function pipRequirements(text: string): Requirement[] {
  const lines = text.replace(/\\\r?\n/g, " ").split(/\r?\n/);
  return lines.flatMap((line) => parseRequirement(line) ?? []);
}

function condaDependencies(data: unknown): Requirement[] {
  return listIn(data, "dependencies").flatMap((entry) =>
    typeof entry === "string"
      ? (parseCondaDependency(entry) ?? [])
      : listIn(entry, "pip").flatMap((line) =>
          typeof line === "string" ? (parseRequirement(line) ?? []) : [],
        ),
  );
}

function listIn(data: unknown, key: string): readonly unknown[] {
  if (typeof data !== "object" || data === null || !Object.hasOwn(data, key)) return [];
  const list: unknown = Object.entries(data).find(([name]) => name === key)?.[1];
  return Array.isArray(list) ? list : [];
}
