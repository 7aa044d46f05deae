/** Sets of versions that a search keeps are those of the index as it is. */
import { beforeAll, expect, test } from "vitest";
import { parseQuery } from "../../../../../src/core/query/parse-query.ts";
import {
  SqliteEngine,
  type IndexDatabase,
} from "../../../../../src/storage/index/index-database.ts";
import { projectEvent } from "../../../../../src/storage/index/projection/project-event.ts";
import { SearchSets } from "../../../../../src/storage/index/search/search-sets.ts";
import {
  searchGroups,
  searchVersions,
} from "../../../../../src/storage/index/search/search-versions.ts";
import { eventId, registered, transitioned, written } from "../../../support/events.ts";
import { LedgerInMemory } from "../../../support/ledger.ts";
import { wasm } from "../../../support/wasm.ts";

let engine: SqliteEngine;

beforeAll(async () => {
  engine = await SqliteEngine.load(await wasm());
});

function search(db: IndexDatabase, sets: SearchSets, text: string): readonly number[] {
  const parsed = parseQuery(text);
  if ("problem" in parsed) throw new Error(parsed.problem.message);
  const page = { limit: 10, offset: 0, now: 0 };
  return searchVersions(db, sets, parsed.query, page).versions.map(({ number }) => number);
}

test("what was found before an event does not hide what it changes", () => {
  const db = engine.empty();
  const ledger = new LedgerInMemory();
  const sets = new SearchSets(db);
  const apply = (...events: readonly Parameters<typeof projectEvent>[1][]): void => {
    for (const event of events) projectEvent(db, event, ledger.add(event));
  };
  const [first, second, third] = [eventId(1), eventId(2), eventId(3)];
  apply(registered(first, "fraud", 1, { auc: 0.5 }), registered(second, "fraud", 2, { auc: 0.9 }));
  const queries = ["", "fraud", "risk", "stage = Staging", "order by metrics.auc", "has tag.team"];
  const all = (): readonly (readonly number[])[] => queries.map((text) => search(db, sets, text));
  expect(all()).toEqual([[2, 1], [2, 1], [], [], [1, 2], []]);
  expect(sets.names().tags).toEqual([]);

  apply(
    registered(third, "fraud", 3, { auc: 0.1 }),
    transitioned(eventId(4), "fraud", first, "Staging"),
    written(eventId(5), "tag.set", { model: "fraud", version: second, key: "team", value: "Risk" }),
  );
  expect(all()).toEqual([[3, 2, 1], [3, 2, 1], [2], [1], [3, 1, 2], [2]]);
  expect(sets.names().tags).toEqual(["team"]);
  const groups = searchGroups(sets, {}, 0);
  expect([...groups.stages].sort()).toEqual(["None", "Staging"]);
});

test("a word is found in the same texts whether they were gathered or not", () => {
  const db = engine.empty();
  const ledger = new LedgerInMemory();
  const values = ["a.b", "A(b", "x\u0000y", "ünder_score", "50%", "two\nlines"];
  for (const [index, value] of values.entries()) {
    const id = eventId(index + 1);
    for (const event of [
      registered(id, "m", index + 1),
      written(eventId(index + 100), "tag.set", { model: "m", version: id, key: "k", value }),
    ]) {
      projectEvent(db, event, ledger.add(event));
    }
  }
  const words = ['"a.b"', '"a(b"', '"A*B"', '"r_s"', '"0%"', '"o*l"', "ÜNDER", "ünder", "none"];
  const warm = new SearchSets(db);
  for (const word of ["one", "two-", "three"]) search(db, warm, word);
  for (const word of words) {
    expect(search(db, warm, word), word).toEqual(search(db, new SearchSets(db), word));
  }
  expect(search(db, warm, '"a*b"')).toEqual([2, 1]);
});

test("parents, approvals, reproductions and uncommitted changes are found", () => {
  const db = engine.empty();
  const ledger = new LedgerInMemory();
  const sets = new SearchSets(db);
  const [base, made, request] = [eventId(1), eventId(2), eventId(3)];
  const reproduction = (id: number, produced: string): Parameters<typeof projectEvent>[1] =>
    written(eventId(id), "version.reproduced", {
      ...{ model: "fraud", version: made, commandSource: "given", commit: "c".repeat(40) },
      command: { line: "python train.py" },
      ...{ start: "2026-01-01T00:00:00.000Z", end: "2026-01-01T00:00:01.000Z" },
      files: [{ path: "model.pkl", recorded: "a".repeat(64), produced }],
      ...{ metrics: {}, inputs: [], environment: { machine: {} } },
    });
  const apply = (...events: readonly Parameters<typeof projectEvent>[1][]): void => {
    for (const event of events) projectEvent(db, event, ledger.add(event));
  };
  apply(
    registered(base, "base", 7),
    registered(made, "fraud", 1, {}, undefined, [base]),
    written(request, "approval.requested", {
      ...{ model: "fraud", version: made, to: "Production", reason: "better", promote: false },
      ...{ digest: "d".repeat(64), policy: "e".repeat(64) },
    }),
    reproduction(4, "b".repeat(64)),
  );
  expect(search(db, sets, "parent = base@7")).toEqual([1]);
  expect(search(db, sets, "parents = BASE")).toEqual([1]);
  expect(search(db, sets, "not has parent")).toEqual([7]);
  expect(search(db, sets, "approval = open")).toEqual([1]);
  expect(search(db, sets, "has approved_by")).toEqual([]);
  expect(search(db, sets, "has patch")).toEqual([]);
  expect(search(db, sets, "reproduced = differs")).toEqual([1]);
  expect(sets.values({ field: "parent" }, 10)).toEqual(["base@7"]);

  apply(reproduction(5, "a".repeat(64)), reproduction(6, "b".repeat(64)));
  expect(search(db, sets, "reproduced = differs")).toEqual([]);
  expect(search(db, sets, "reproduced = bits")).toEqual([1]);
});
