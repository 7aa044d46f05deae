import { basename } from "node:path";
import { parse, TomlError } from "smol-toml";
import { fileProblem } from "../files/file-problem.ts";
import { parseRequirement, requirement, type Requirement } from "./requirement.ts";

/**
 * Reads the packages of a TOML file: all of a lock file of uv, Poetry, PDM or PEP 751; of a
 * `pyproject.toml` those that the project needs to run, with the Python that it asks for.
 *
 * @throws RegistryError `file-problem`, with the line
 */
export function tomlPackages(path: string, text: string): readonly Requirement[] {
  const content = parseToml(path, text);
  const locked = [content["package"], content["packages"]].find(Array.isArray);
  return locked ? locked.flatMap(lockedPackage) : projectPackages(content);
}

function parseToml(path: string, text: string): Record<string, unknown> {
  try {
    return parse(text, { maxDepth: 100 });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = ""] = error.message.replace(/^Invalid TOML document: /, "").split("\n");
    throw fileProblem({
      file: basename(path),
      line: error.line,
      fault: { kind: "syntax", format: "TOML", error: reason },
      advice: "correct",
      cause: error,
    });
  }
}

function lockedPackage(entry: unknown): readonly Requirement[] {
  const locked = table(entry);
  if (isLocal(locked)) return [];
  const { name, version } = locked;
  const parsed = typeof name === "string" ? parseRequirement(name) : undefined;
  if (!parsed) return [];
  return [{ ...parsed, version: typeof version === "string" && version !== "" ? version : "*" }];
}

/**
 * Returns whether a package is a folder of the workspace, as the project itself is: an index may have
 * one of that name that is somebody else's.
 */
function isLocal(locked: Record<string, unknown>): boolean {
  const source = table(locked["source"]);
  return (
    // uv
    ["virtual", "editable", "directory"].some((kind) => kind in source) ||
    // Poetry
    source["type"] === "directory" ||
    // PDM
    locked["editable"] === true ||
    // PEP 751
    "directory" in locked
  );
}

/**
 * Reads `[project]` (PEP 621) and `[tool.poetry.dependencies]`, where Python is one of them. In
 * Poetry's tables `^1.2` and `1.2` are ranges of its own, and are kept as they are.
 */
function projectPackages(content: Record<string, unknown>): readonly Requirement[] {
  const project = table(content["project"]);
  const poetry = table(table(content["tool"])["poetry"]);
  const python = project["requires-python"];
  const listed = Array.isArray(project["dependencies"]) ? project["dependencies"] : [];
  return [
    ...(typeof python === "string" ? [requirement("python", python)] : []),
    ...listed.flatMap((line) => (typeof line === "string" ? (parseRequirement(line) ?? []) : [])),
    ...Object.entries(table(poetry["dependencies"])).flatMap(([name, wanted]) => {
      const parsed = parseRequirement(name);
      const version = typeof wanted === "string" ? wanted : table(wanted)["version"];
      return parsed ? [{ ...parsed, version: typeof version === "string" ? version : "*" }] : [];
    }),
  ];
}

function table(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
