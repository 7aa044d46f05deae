/** A version number as Semantic Versioning 2.0.0 (semver.org) defines it. */
export interface SemVer {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** Identifiers after `-`: `["rc", "1"]`. */
  readonly prerelease: readonly string[];
  /** Identifiers after `+`; without meaning for the order. */
  readonly build: readonly string[];
}

export type Bump = "major" | "minor" | "patch";

const number = "(0|[1-9][0-9]*)";
const prereleasePart = "(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)";
const buildPart = "[0-9A-Za-z-]+";
const grammar = new RegExp(
  `^${number}\\.${number}\\.${number}` +
    `(?:-(${prereleasePart}(?:\\.${prereleasePart})*))?(?:\\+(${buildPart}(?:\\.${buildPart})*))?$`,
);

/** Reads a version number; `undefined` for what is none, or has a number too large to count with. */
export function parseSemVer(text: string): SemVer | undefined {
  if (text.length > 256) return undefined;
  const match = grammar.exec(text);
  if (!match) return undefined;
  const [major = NaN, minor = NaN, patch = NaN] = match.slice(1, 4).map(Number);
  if (![major, minor, patch].every(Number.isSafeInteger)) return undefined;
  return {
    major,
    minor,
    patch,
    prerelease: match[4]?.split(".") ?? [],
    build: match[5]?.split(".") ?? [],
  };
}

export function formatSemVer({ major, minor, patch, prerelease, build }: SemVer): string {
  const before = prerelease.length > 0 ? `-${prerelease.join(".")}` : "";
  const after = build.length > 0 ? `+${build.join(".")}` : "";
  return `${major}.${minor}.${patch}${before}${after}`;
}

/** Precedence (§11): negative if `a` comes before `b`, 0 if neither does. */
export function compareSemVer(a: SemVer, b: SemVer): number {
  return (
    a.major - b.major ||
    a.minor - b.minor ||
    a.patch - b.patch ||
    comparePrereleases(a.prerelease, b.prerelease)
  );
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  // What has been released comes after what leads to it.
  if (a.length === 0 || b.length === 0) return Math.sign(b.length - a.length);
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) return 1;
    const order = compareIdentifiers(left, right);
    if (order !== 0) return order;
  }
  return a.length < b.length ? -1 : 0;
}

/** Numbers by value and before words, words by ASCII order. */
function compareIdentifiers(a: string, b: string): number {
  const [aIsNumber, bIsNumber] = [/^[0-9]+$/.test(a), /^[0-9]+$/.test(b)];
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  // Without leading zeros the longer number is the larger one, however long.
  if (aIsNumber && a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * A text that sorts (by code units) as the version number does by precedence, for a database's
 * index. Only finite lists of identifiers of at most 999 characters.
 */
export function semVerSortKey({ major, minor, patch, prerelease }: SemVer): string {
  const numbers = [major, minor, patch].map((part) => String(part).padStart(16, "0")).join(".");
  if (prerelease.length === 0) return `${numbers}~`;
  // Numbers before words, and by length first; `!` comes before all that an identifier may hold.
  const identifiers = prerelease.map((identifier) =>
    /^[0-9]+$/.test(identifier)
      ? `0${String(identifier.length).padStart(3, "0")}${identifier}!`
      : `1${identifier}!`,
  );
  return `${numbers}-${identifiers.join("")}`;
}

/**
 * The next version number (§6–8). From a pre-release the bump that it was leading to gives its own
 * release: 2.0.0-rc.1 and major make 2.0.0.
 */
export function bumpSemVer({ major, minor, patch, prerelease }: SemVer, bump: Bump): SemVer {
  const released = { prerelease: [], build: [] };
  const isPrerelease = prerelease.length > 0;
  switch (bump) {
    case "major":
      return isPrerelease && minor === 0 && patch === 0
        ? { major, minor, patch, ...released }
        : { major: major + 1, minor: 0, patch: 0, ...released };
    case "minor":
      return isPrerelease && patch === 0
        ? { major, minor, patch, ...released }
        : { major, minor: minor + 1, patch: 0, ...released };
    case "patch":
      return isPrerelease
        ? { major, minor, patch, ...released }
        : { major, minor, patch: patch + 1, ...released };
  }
}
