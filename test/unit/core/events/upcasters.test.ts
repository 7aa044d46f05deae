import { expect, test } from "vitest";
import { parseEvent } from "../../../../src/core/events/parse-event.ts";
import type { GitState } from "../../../../src/core/model/recipe.ts";
import { eventId, registrationData, stamp } from "../../support/events.ts";

const git = {
  commit: "abcdef1".padEnd(40, "0"),
  branch: "main",
  subject: "Train",
  author: { name: "Ada" },
  committedAt: "2026-01-01T00:00:00Z",
};
const patch = { sha256: "a".repeat(64), size: 3 };

/** Parses a registration in the form that release 0.1.0 wrote. */
function parsedV1(recipe: object): ReturnType<typeof parseEvent> {
  const data = registrationData("fraud", "bytes");
  return parseEvent({
    ...stamp(eventId(1)),
    type: "version.registered",
    v: 1,
    data: { ...data, number: 1, recipe: { ...data.recipe, ...recipe } },
  });
}

function gitOf(recipe: object): GitState | undefined {
  const parsed = parsedV1(recipe);
  if (!parsed.ok || parsed.event.type !== "version.registered") throw new Error("not parsed");
  expect(parsed.event.v).toBe(2);
  return parsed.event.data.recipe.git;
}

test("git's state of a registration of version 1 is clean, changed or unknown", () => {
  expect(gitOf({ git })).toEqual({ ...git, state: "clean" });
  const dirty = { files: ["a.py"], patch };
  const more = { about: "git changes", reason: "3 more files differ and are not named" };
  expect(gitOf({ git: { ...git, dirty } })).toEqual({ ...git, dirty, state: "changed" });
  expect(gitOf({ git: { ...git, dirty }, missing: [more] })?.state).toBe("changed");
  const failed = { about: "git changes", reason: "index file corrupt" };
  const other = { about: "git branch", reason: "HEAD is detached" };
  expect(gitOf({ git, missing: [other] })?.state).toBe("clean");
  expect(gitOf({ git, missing: [other, failed] })).toEqual({
    ...git,
    state: "unknown",
    unknownReason: failed.reason,
  });
  expect(gitOf({})).toBeUndefined();
});

test("data and parents of a registration of version 1 say the same in version 2", () => {
  const parent = eventId(5);
  const data = registrationData("fraud", "bytes");
  const dataset = { name: "train.csv", path: "data/train.csv", size: 3, rows: 2, role: "training" };
  const digest = "b".repeat(64);
  const parsed = parseEvent({
    ...stamp(eventId(9)),
    type: "version.registered",
    v: 1,
    data: {
      ...data,
      number: 1,
      parents: [parent],
      recipe: { ...data.recipe, datasets: [{ ...dataset, sha256: digest }] },
    },
  });
  expect(parsed).toMatchObject({
    ok: true,
    event: {
      data: {
        artifacts: data.artifacts,
        digest: data.digest,
        parents: [{ relation: "derived-from", version: parent }],
        recipe: { datasets: [{ ...dataset, digests: { sha256: digest } }] },
      },
    },
  });
  for (const missing of [{ parents: [7] }, { recipe: { ...data.recipe, datasets: [dataset] } }]) {
    const broken = { ...stamp(eventId(9)), type: "version.registered", v: 1 };
    expect(parseEvent({ ...broken, data: { ...data, number: 1, ...missing } }).ok).toBe(false);
  }
});

test("malformed data of an older schema version is a problem, not an exception", () => {
  for (const broken of [{ git: 3 }, { git: { ...git, commit: 7 } }, { missing: "all" }]) {
    expect(parsedV1(broken).ok).toBe(false);
  }
  for (const data of [null, 7, "x", [], { recipe: null }]) {
    const event = { ...stamp(eventId(1)), type: "version.registered", v: 1, data };
    expect(parseEvent(event)).toMatchObject({ ok: false });
  }
});

test("a signature and the origin of an identity come with the event", () => {
  const actor = { name: "Ada", source: "git-config" };
  const line = { type: "tag.set", v: 1, data: { model: "fraud", key: "team", value: "risk" } };
  const signed = { ...stamp(eventId(1)), actor, ...line, sig: "ssh:AAAA" };
  expect(parseEvent(signed)).toEqual({ ok: true, event: signed });
  expect(parseEvent({ ...signed, sig: 7 })).toMatchObject({ ok: false });
  expect(parseEvent({ ...signed, actor: { name: "Ada", source: "guess" } }).ok).toBe(false);
});
