import { decidesByArguments } from "./argument-imports.ts";
import {
  dangerousModules,
  dangerousNames,
  dangerousSegments,
  dangerReasons,
  dataImports,
  knownImports,
  knownPackages,
  nestedLoaders,
} from "./known-imports.ts";
import { modernName } from "./python2-names.ts";

/**
 * - `data`: makes numbers, text and containers, nothing else.
 * - `nested`: loads a pickle out of bytes of the file, which are scanned too.
 * - `known`: code of a package that models are made of.
 * - `unknown`: code nobody here knows.
 * - `by-arguments`: takes another thing by its name; dangerous unless its arguments show a harmless one.
 * - `dangerous`: no model has reason to import it.
 */
export type ImportLevel = "data" | "nested" | "known" | "unknown" | "by-arguments" | "dangerous";

export interface ImportClass {
  readonly level: ImportLevel;
  /** Reason why it is dangerous, as the end of “because it …”. */
  readonly reason?: string;
}

/**
 * Classifies the import of `module.name`. Allowed names must match exactly; a dangerous module
 * covers everything below it, and a dangerous part of the path is enough (`torch.serialization` has
 * an `os`). The name may be dotted: unpicklers follow it from attribute to attribute since protocol
 * 4.
 */
export function classifyImport(module: string, name: string): ImportClass {
  const [newModule, newName] = modernName(module, name);
  const modern = classifyName(newModule, newName);
  if (newModule === module && newName === name) return modern;
  if (modern.level === "by-arguments") return modern;
  // The loader decides which of both names it takes, so the worse one counts.
  const raw = dangerOf(module, name);
  if (raw === undefined || modern.level === "dangerous" || listed(dataImports, newModule, newName))
    return modern;
  return listed(knownImports, newModule, newName) || isMethodOfData(newModule, newName)
    ? modern
    : raw;
}

/** Returns true for functions that load a pickle from the bytes that they are given. */
export function isNestedLoader(module: string, name: string): boolean {
  return listed(nestedLoaders, module, name);
}

function classifyName(module: string, name: string): ImportClass {
  if (listed(dataImports, module, name)) return { level: "data" };
  if (listed(nestedLoaders, module, name)) return { level: "nested" };
  if (listed(knownImports, module, name) || isMethodOfData(module, name)) return { level: "known" };
  if (decidesByArguments(module, name)) {
    return { level: "by-arguments", reason: dangerReasons["reaches-anything"] };
  }
  const danger = dangerOf(module, name);
  if (danger !== undefined) return danger;
  return { level: knownPackages.has(module.split(".", 1)[0] ?? "") ? "known" : "unknown" };
}

/** Names of the list that packages also give submodules of their own, as `tpot.builtins`. */
const ownSubmodules = new Set(["builtins", "system", "eval", "exec"]);

const typesOfData =
  /^(?:str|unicode|bytes|bytearray|int|float|bool|list|tuple|dict|set|frozenset)$/;

/**
 * Returns whether a name is a public method of a plain type: `str.split`, `dict.get`. Such methods
 * make only numbers, text and containers.
 */
function isMethodOfData(module: string, name: string): boolean {
  const [type = "", method = "", ...more] = name.split(".");
  return (
    (module === "builtins" || module === "__builtin__") &&
    typesOfData.test(type) &&
    /^[a-z][a-z0-9_]*$/.test(method) &&
    more.length === 0
  );
}

function dangerOf(module: string, name: string): ImportClass | undefined {
  for (const path of ancestors(`${module}.${name}`)) {
    const danger = dangerousModules.get(path) ?? dangerousNames.get(path);
    if (danger !== undefined) return { level: "dangerous", reason: dangerReasons[danger] };
  }
  // Text that merely mentions os.system is no path to it.
  if (!isPath(module) || !isPath(name)) return undefined;
  const segments = [
    ...module.split(".").filter((part) => !ownSubmodules.has(part)),
    ...name.split("."),
  ];
  const segment = segments.find((part) => dangerousSegments.has(part));
  if (segment !== undefined)
    return { level: "dangerous", reason: `leads to “${segment}” by a detour` };
  // A module that another one has imported is an attribute of it.
  const passed = name
    .split(".")
    .slice(0, -1)
    .find((part) => dangerousModules.has(part));
  if (passed !== undefined)
    return { level: "dangerous", reason: `leads to “${passed}” by a detour` };
  const inner = name.split(".").find((part) => /^__.*__$/s.test(part));
  if (inner !== undefined)
    return { level: "dangerous", reason: `reaches into an object through “${inner}”` };
  return undefined;
}

/**
 * Returns true if text is a path of Python identifiers, the only kind that an import can follow.
 */
function isPath(text: string): boolean {
  return /^[\p{XIDS}_][\p{XIDC}]*(?:\.[\p{XIDS}_][\p{XIDC}]*)*$/u.test(text);
}

/** Parts that the longest path of the lists has: a longer one is in none of them. */
const longestListed = Math.max(
  ...[...dangerousModules.keys(), ...dangerousNames.keys()].map((path) => path.split(".").length),
);

/** `a.b.c`, `a.b`, `a`: the nearest first, whose reason is the most exact; those that may be listed. */
function ancestors(path: string): string[] {
  const parts = path.split(".", longestListed);
  return parts.map((_, index) => parts.slice(0, parts.length - index).join("."));
}

function listed(
  lists: Readonly<Record<string, readonly string[]>>,
  module: string,
  name: string,
): boolean {
  return Object.hasOwn(lists, module) && (lists[module]?.includes(name) ?? false);
}
