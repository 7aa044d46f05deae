import { withoutCredentials } from "../../core/model/data/uri-credentials.ts";
import { packageName } from "../../core/model/recipe/environment.ts";

/** A package, and its version as a file states it. */
export interface Requirement {
  /** Normalized, so that two files name it alike: `Typing_Extensions` → `typing-extensions`. */
  readonly name: string;
  /** A version (`1.26.4`), a range (`>=1.2,<2`), a URL, or `*` for any. */
  readonly version: string;
}

/** Longer lines are not written by people or by package managers. */
const maxLineLength = 4096;

const named = /^([a-z0-9][a-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(.*)$/i;
const versionRange =
  /^(?:===?|~=|!=|<=?|>=?)\s*[^\s,]+(?:\s*,\s*(?:===?|~=|!=|<=?|>=?)\s*[^\s,]+)*$/;

/**
 * Parses a requirement as pip does (PEP 508, and the requirements file format of pip's manual):
 * `name[extra] == 1.0 ; marker --hash=…`, `name @ url`, `-e url#egg=name`. Undefined for a comment,
 * an option or anything else.
 */
export function parseRequirement(line: string): Requirement | undefined {
  if (line.length > maxLineLength) return undefined;
  const text = line.replace(/(^|\s)#.*$/, "").trim();
  const editable = /^(?:-e|--editable)[\s=]+(\S+)#(?:\S*&)?egg=([a-z0-9][a-z0-9._-]*)/i.exec(text);
  if (editable?.[1] && editable[2]) return requirement(editable[2], plainUrl(editable[1]));
  const [, name, rest = ""] = named.exec(text) ?? [];
  if (name === undefined) return undefined;
  const url = /^@\s*([^\s;]+)/.exec(rest)?.[1];
  if (url !== undefined) return requirement(name, plainUrl(url));
  const range = rest
    .replace(/;.*$/, "")
    .replace(/\s--.*$/, "")
    .replace(/^\((.*)\)\s*$/, "$1")
    .trim();
  if (range !== "" && !versionRange.test(range)) return undefined;
  return requirement(name, range);
}

/** Returns the URL of a package without credentials; digests and names after it stand elsewhere. */
function plainUrl(url: string): string {
  return withoutCredentials(url).uri.replace(/[?#].*$/s, "");
}

/**
 * Parses a dependency of conda's `environment.yml` (conda's package match specification):
 * `channel::name=1.2=build`, `name>=1.2,<2`, `name 1.2.*`.
 */
export function parseCondaDependency(text: string): Requirement | undefined {
  if (text.length > maxLineLength) return undefined;
  const match = /^(?:[^\s:]+::)?([a-z0-9_][a-z0-9._-]*)\s*(.*)$/i.exec(text.trim());
  const [, name, rest = ""] = match ?? [];
  if (name === undefined) return undefined;
  const exact = /^=?=?\s*([0-9][^\s=,<>!|]*)(?:[=\s]\S+)?$/.exec(rest)?.[1];
  return requirement(name, exact ?? rest.replace(/\s*\[.*\]$/, ""));
}

/** Makes a requirement of a name and a range; `==1.0` and `1.0` are the version itself. */
export function requirement(name: string, range: string): Requirement {
  const exact = /^===?\s*([^\s,*]+)$/.exec(range)?.[1];
  const version = exact ?? range.replace(/\s+/g, "");
  return { name: packageName(name), version: version === "" ? "*" : version };
}
