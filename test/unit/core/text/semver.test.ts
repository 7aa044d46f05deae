import fc from "fast-check";
import { expect, test } from "vitest";
import {
  bumpSemVer,
  formatSemVer,
  parseSemVer,
  semVerSortKey,
  type SemVer,
} from "../../../../src/core/text/semver.ts";

function version(text: string): SemVer {
  const parsed = parseSemVer(text);
  if (!parsed) throw new Error(`${text} is none`);
  return parsed;
}

test.each([
  ...["0.0.4", "1.2.3", "10.20.30", "1.1.2-prerelease+meta", "1.1.2+meta", "1.0.0-alpha.beta.1"],
  ...["1.0.0-0A.is.legal", "1.0.0--", "1.2.3----RC-SNAPSHOT.12.9.1--.12", "1.0.0+0.build.1-rc"],
  "9007199254740991.0.0",
])("%s is a version number, and is written the same", (text) => {
  expect(formatSemVer(version(text))).toBe(text);
});

test.each([
  ...["", "1", "1.2", "1.2.3.4", "v1.2.3", "01.1.1", "1.01.1", "1.1.01", "1.2.3-", "1.2.3+"],
  ...["1.2.3-01", "1.2.3-a..b", "1.2.3+a..b", "1.2.3-é", " 1.2.3", "1.2.3\n", "-1.2.3", "1.2.x"],
  ...["9007199254740992.0.0", `1.2.3-${"a".repeat(300)}`],
])("%j is none", (text) => {
  expect(parseSemVer(text)).toBeUndefined();
});

/** Which of two sort keys comes first, as a database compares texts. */
function orderOfKeys(a: SemVer, b: SemVer): number {
  const [keyA, keyB] = [semVerSortKey(a), semVerSortKey(b)];
  return keyA < keyB ? -1 : keyA > keyB ? 1 : 0;
}

test("sort keys have the order of semver.org, §11", () => {
  const ordered = [
    ...["1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-123456789012345678901", "1.0.0-alpha"],
    ...["1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11"],
    ...["1.0.0-rc.1", "1.0.0", "2.0.0", "2.1.0", "2.1.1", "10.0.0"],
  ];
  for (const [i, a] of ordered.entries()) {
    for (const [j, b] of ordered.entries()) {
      expect(orderOfKeys(version(a), version(b)), `${a} and ${b}`).toBe(Math.sign(i - j));
    }
  }
  expect(orderOfKeys(version("1.0.0+a"), version("1.0.0+b"))).toBe(0);
});

const part = fc.oneof(
  fc.nat(20).map(String),
  fc.constantFrom("a", "rc", "x-1", "-", "a-b", "9a", "A", "9007199254740991"),
);
const anyVersion = fc
  .tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.array(part, { maxLength: 3 }))
  .map(([major, minor, patch, prerelease]) => {
    const before = prerelease.length > 0 ? `-${prerelease.join(".")}` : "";
    return version(`${major}.${minor}.${patch}${before}`);
  });

test("sort keys have the order of the semver package, and a bump always goes up", () => {
  const bump = fc.constantFrom("major" as const, "minor" as const, "patch" as const);
  fc.assert(
    fc.property(anyVersion, anyVersion, bump, (a, b, by) => {
      expect(orderOfKeys(a, b)).toBe(a.compare(b));
      const next = bumpSemVer(a, by);
      expect(next.compare(a)).toBe(1);
      expect(orderOfKeys(next, a)).toBe(1);
      expect(parseSemVer(formatSemVer(next))).toEqual(next);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ["1.2.3", "major", "2.0.0"],
  ["1.2.3", "minor", "1.3.0"],
  ["1.2.3+5", "patch", "1.2.4"],
  ["2.0.0-rc.1", "major", "2.0.0"],
  ["2.0.0-rc.1", "patch", "2.0.0"],
  ["2.1.0-rc.1", "major", "3.0.0"],
  ["2.1.0-rc.1", "minor", "2.1.0"],
  ["2.1.3-rc.1", "minor", "2.2.0"],
] as const)("%s and %s make %s", (from, by, to) => {
  expect(formatSemVer(bumpSemVer(version(from), by))).toBe(to);
});
