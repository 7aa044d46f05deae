import { expect, test } from "vitest";
import { checkAbTest } from "../../../../src/core/abtests/ab-test-gate.ts";
import { AbTestName, type AbEvidence } from "../../../../src/core/events/abtest-events.ts";
import { VersionId } from "../../../../src/core/model/ids.ts";

const version = VersionId.parse("01K9ZZZZZZZZZZZZZZZZZZZZZA");

function win(
  significant: boolean,
  ...counts: readonly number[]
): Parameters<typeof checkAbTest>[1]["wins"][number] {
  const variants = counts.map((count): AbEvidence => ({ version, count }));
  return { name: AbTestName.parse("checkout"), significant, variants };
}

test.each([
  ["no test", { significant: true }, [], false],
  ["a significant win", { significant: true }, [win(true, 10, 20)], true],
  ["a win by decision", { significant: true }, [win(false, 10, 20)], false],
  ["a win by decision that may be one", { significant: false }, [win(false, 10, 20)], true],
  [
    "too few values of one version",
    { significant: true, minSamples: 11 },
    [win(true, 10, 99)],
    false,
  ],
  ["enough values", { significant: true, minSamples: 10 }, [win(true, 10, 99)], true],
  [
    "an earlier win that is enough",
    { significant: true, minSamples: 50 },
    [win(true, 9, 9), win(true, 60, 50)],
    true,
  ],
] as const)("%s", (_, rule, wins, passed) => {
  const check = checkAbTest(rule, { wins });
  expect(check).toMatchObject({ rule: "ab-test", passed });
  expect(check.wayOut === undefined).toBe(passed);
});
