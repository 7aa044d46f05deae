import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ModelName,
  Sha256,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../../../src/core/ids.ts";
import { Alias } from "../../../src/core/markings.ts";
import { retentionVerdicts } from "../../../src/core/retention.ts";
import type { Version } from "../../../src/core/version.ts";
import { eventId } from "../support/events.ts";

const day = 86_400_000;
const now = Date.parse("2026-12-31T00:00:00Z");

function archived(number: number, daysAgo: number, alias = false): Version {
  const at = Timestamp.parse(new Date(now - daysAgo * day).toISOString());
  return {
    id: VersionId.parse(eventId(number)),
    model: ModelName.parse("fraud"),
    number: VersionNumber.parse(number),
    ...(alias && { aliases: [Alias.parse("champion")] }),
    stage: Stage.parse("Archived"),
    stageSince: at,
    registeredAt: at,
    registeredBy: { name: "Ada" },
    digest: Sha256.parse("a".repeat(64)),
    size: 1,
    metrics: {},
  };
}

test("what is long archived may go; recent, young, aliased and parents stay", () => {
  const versions = [
    archived(1, 400),
    archived(2, 300),
    archived(3, 200, true),
    archived(4, 100),
    archived(5, 20),
    archived(6, 10),
  ];
  const parent = versions[1]!.id;
  const verdicts = retentionVerdicts(
    { keepLast: 1, deleteAfterDays: 90 },
    versions,
    (id) => id === parent,
    now,
  );
  expect(verdicts.map(({ version, kept }) => [version.number, kept])).toEqual([
    [6, "recent"],
    [5, "young"],
    [4, undefined],
    [3, "aliased"],
    [2, "parent"],
    [1, undefined],
  ]);
});

test("a laxer rule never lets more go, and the last N always stay", () => {
  const some = fc
    .uniqueArray(fc.nat(50), { maxLength: 12 })
    .map((days) => days.map((age, index) => archived(index + 1, age)));
  fc.assert(
    fc.property(
      some,
      fc.nat(5),
      fc.nat(60),
      fc.nat(5),
      fc.nat(60),
      (versions, keepLast, deleteAfterDays, more, longer) => {
        const gone = (rule: { keepLast: number; deleteAfterDays: number }): number[] =>
          retentionVerdicts(rule, versions, () => false, now).flatMap(({ version, kept }) =>
            kept ? [] : [version.number],
          );
        const before = gone({ keepLast, deleteAfterDays });
        for (const number of gone({
          keepLast: keepLast + more,
          deleteAfterDays: deleteAfterDays + longer,
        })) {
          expect(before).toContain(number);
        }
        expect(versions.length - before.length).toBeGreaterThanOrEqual(
          Math.min(keepLast, versions.length),
        );
      },
    ),
  );
});
