/** Limits that a person sets to the search for files. */
export interface DiscoveryLimits {
  /** Maximum number of levels below the folder that is searched. */
  readonly maxDepth?: number | undefined;
  /** Patterns of files and folders that are left out. */
  readonly exclude?: readonly string[] | undefined;
}

/**
 * Returns a function that tells whether a path matches one of the patterns, or lies in a folder that
 * does. A pattern without `/` is the name of a file or folder anywhere (`archive`, `*.bak`); any other
 * is a path from the workspace folder (`data/raw`, `./archive`, `runs/*-tmp`). `*` and `?` stand for characters of
 * one name, `**` for any folders. Upper and lower case are the same, as on the disks of Windows and
 * macOS.
 *
 * Matched without regular expressions, which a pattern could make take forever: settings come with
 * the repositories of strangers.
 */
export function excludes(patterns: readonly string[]): (path: string) => boolean {
  const parsed = patterns.map(partsOf).filter((parts) => parts.length > 0);
  return (path) => {
    const names = split(path);
    return parsed.some((parts) => matchesStart(parts, names));
  };
}

/** Returns the parts of a pattern, from the workspace folder. */
function partsOf(pattern: string): readonly string[] {
  const parts = split(pattern);
  return parts.length === 1 && !/^\.?[\\/]/.test(pattern) ? ["**", ...parts] : parts;
}

function split(path: string): readonly string[] {
  return path
    .normalize("NFC")
    .toLowerCase()
    .split(/[\\/]/)
    .filter((part) => part !== "" && part !== ".");
}

/** Returns whether the parts match the path or a folder that it lies in. */
function matchesStart(parts: readonly string[], names: readonly string[]): boolean {
  // Number of names that the parts so far may have matched.
  let reached = new Set([0]);
  for (const part of parts) {
    const next = new Set<number>();
    for (const at of reached) {
      if (part === "**") for (let to = at; to <= names.length; to += 1) next.add(to);
      else if (matchesName(part, names[at])) next.add(at + 1);
    }
    reached = next;
  }
  return reached.size > 0;
}

/** Returns whether a name matches a pattern with `*` and `?`; goes back to the last `*` only. */
function matchesName(pattern: string, name: string | undefined): boolean {
  if (name === undefined) return false;
  let [at, star, mark] = [0, -1, 0];
  for (let index = 0; index < name.length;) {
    if (pattern[at] === "*") {
      star = at;
      mark = index;
      at += 1;
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === name[index])) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      mark += 1;
      index = mark;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}
