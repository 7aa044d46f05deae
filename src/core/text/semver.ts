import SemVer from "semver/classes/semver.js";

/** A version number as Semantic Versioning 2.0.0 (semver.org) defines it. */
export type { SemVer };

export type Bump = "major" | "minor" | "patch";

/**
 * Reads a version number; `undefined` for what is none, or has a number too large to count with.
 * Nothing may stand around it: no `v`, no spaces.
 */
export function parseSemVer(text: string): SemVer | undefined {
  try {
    const version = new SemVer(text);
    return formatSemVer(version) === text ? version : undefined;
  } catch {
    return undefined;
  }
}

/** Removes the `v` before a version number, as git tags have it: `v1.4.0` means `1.4.0`. */
export function withoutV(label: string): string {
  const number = label.replace(/^v(?=[0-9])/i, "");
  return parseSemVer(number) ? number : label;
}

/** Returns the version number with its build metadata. */
export function formatSemVer({ version, build }: SemVer): string {
  return build.length > 0 ? `${version}+${build.join(".")}` : version;
}

/**
 * Returns a text that sorts (by code units) as the version number does by precedence (§11), for a
 * database's index. Only finite lists of identifiers of at most 999 characters.
 */
export function semVerSortKey({ major, minor, patch, prerelease }: SemVer): string {
  const numbers = [major, minor, patch].map((part) => String(part).padStart(16, "0")).join(".");
  if (prerelease.length === 0) return `${numbers}~`;
  // Numbers before words, and by length first; `!` comes before all that an identifier may hold.
  const identifiers = prerelease
    .map(String)
    .map((identifier) =>
      /^[0-9]+$/.test(identifier)
        ? `0${String(identifier.length).padStart(3, "0")}${identifier}!`
        : `1${identifier}!`,
    );
  return `${numbers}-${identifiers.join("")}`;
}

/**
 * Returns the next version number (§6–8). From a pre-release the bump that it was leading to gives
 * its own release: 2.0.0-rc.1 and major make 2.0.0.
 */
export function bumpSemVer({ version }: SemVer, bump: Bump): SemVer {
  return new SemVer(version).inc(bump);
}
