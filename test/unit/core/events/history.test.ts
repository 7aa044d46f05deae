import { expect, test } from "vitest";
import type { RegistryEvent } from "../../../../src/core/events/event.ts";
import { stageHistoryEntry, versionHistoryEntry } from "../../../../src/core/events/history.ts";
import { Stage, VersionId } from "../../../../src/core/model/ids.ts";
import {
  eventId,
  registered,
  rolledBack,
  transitioned,
  unknown,
  written,
} from "../../support/events.ts";

const [first, second] = [eventId(1), eventId(2)].map((id) => VersionId.parse(id)) as [
  VersionId,
  VersionId,
];
const nameOf = (id: VersionId): string => (id === first ? "fraud 1" : "fraud 2");
const displaces = { versions: [first], to: "Archived" };
const promotion = transitioned(eventId(3), "fraud", second, "Production", displaces);
const rollback = rolledBack(eventId(4), "fraud", first, "Production", {
  versions: [second],
  to: "Archived",
});

function entry(event: RegistryEvent, about: VersionId): object {
  const { kind, title, effect, reason } = versionHistoryEntry(event, about, nameOf);
  return { kind, title, ...(effect && { effect }), ...(reason && { reason }) };
}

test("a version's timeline says what an event meant for it", () => {
  expect(entry(registered(first, "fraud", 1), first)).toEqual({
    kind: "registered",
    title: "Registered",
  });
  expect(entry(promotion, second)).toEqual({
    kind: "entered",
    title: "None → Production",
    effect: "fraud 1 moved to Archived",
  });
  expect(entry(promotion, first)).toEqual({
    kind: "left",
    title: "Production → Archived",
    effect: "replaced by fraud 2",
  });
  expect(entry(rollback, first)).toEqual({
    kind: "rolled-back",
    title: "Rolled back to this version: Archived → Production",
    effect: "fraud 2 moved to Archived",
    reason: "it got worse",
  });
  expect(entry(rollback, second)).toEqual({
    kind: "rolled-back",
    title: "Rolled back from this version: Production → Archived",
    effect: "replaced by fraud 1",
    reason: "it got worse",
  });
  expect(entry(unknown(eventId(5), "version.tagged", {}), first)).toEqual({
    kind: "other",
    title: "version.tagged (from a newer release)",
  });
});

test("what is written on a version has a kind of its own, and says what was there before", () => {
  const about = { model: "fraud", version: first };
  const [tag, request] = [
    { ...about, key: "risk" },
    { ...about, to: "Staging" },
  ];
  const basis = { digest: "d".repeat(64), policy: "c".repeat(64), request: eventId(9) };
  const asked = { ...request, reason: "beats 1" };
  const rows: readonly (readonly [string, object, string, string])[] = [
    [
      "tag.set",
      { ...tag, value: "low", previous: "high" },
      "tag",
      "Tag risk: “low”, before “high”",
    ],
    ["tag.removed", { ...tag, previous: "low" }, "tag", "Tag risk removed, before “low”"],
    [
      "annotations.changed",
      { ...about, changes: [{ field: "known-issues", from: "none", to: "drifts" }] },
      "annotation",
      "Known issues: “drifts”, before “none”",
    ],
    [
      "alias.set",
      { ...about, alias: "champion", previous: second },
      "alias",
      "Alias champion → fraud 1, before fraud 2",
    ],
    [
      "alias.removed",
      { model: "fraud", alias: "champion", previous: first },
      "alias",
      "Alias champion removed from fraud 1",
    ],
    [
      "approval.requested",
      { ...asked, ...basis, request: undefined, promote: true },
      "requested",
      "Approval for Staging requested",
    ],
    ["approval.approved", { ...asked, ...basis }, "approved", "Approved for Staging"],
    ["approval.denied", { ...asked, ...basis, digest: undefined }, "denied", "Denied for Staging"],
    [
      "approval.withdrawn",
      { ...request, request: basis.request },
      "withdrawn",
      "Request for Staging withdrawn",
    ],
    [
      "hook.failed",
      {
        ...request,
        transition: eventId(8),
        command: ["./tell all.sh", "-q"],
        problem: "ended with code 2",
      },
      "hook-failed",
      'Hook after Staging failed: "./tell all.sh" -q ended with code 2',
    ],
  ];
  for (const [type, data, kind, title] of rows) {
    expect(entry(written(eventId(7), type, data), first)).toMatchObject({ kind, title });
  }
});

test("a stage's timeline says who entered and left it", () => {
  const production = Stage.parse("Production");
  const about = (event: RegistryEvent): unknown => {
    const found = stageHistoryEntry(event, production, nameOf);
    return found && [found.kind, found.title, found.version];
  };
  expect(about(promotion)).toEqual(["entered", "fraud 2 promoted", second]);
  expect(about(rollback)).toEqual(["rolled-back", "Rolled back to fraud 1", first]);
  expect(about(transitioned(eventId(6), "fraud", first, "Rejected"))).toBeUndefined();
  expect(about(registered(first, "fraud", 1))).toBeUndefined();
  expect(stageHistoryEntry(promotion, Stage.parse("None"), nameOf)).toMatchObject({
    kind: "left",
    title: "fraud 2 → Production",
  });
});
