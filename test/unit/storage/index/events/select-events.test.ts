import { expect, test } from "vitest";
import { historyOfVersion } from "../../../../../src/storage/index/events/select-events.ts";
import { SqliteEngine } from "../../../../../src/storage/index/index-database.ts";
import { wasm } from "../../../support/wasm.ts";

test("the events of a version are found by their keys, not by reading all events", async () => {
  const { database } = (await SqliteEngine.load(await wasm())).empty();
  const [plan] = database.exec(`EXPLAIN QUERY PLAN SELECT event.id FROM event ${historyOfVersion}`);
  const steps = plan!.values.map((row) => String(row[3]));
  expect(steps).toContainEqual(expect.stringMatching(/^SEARCH event /));
  expect(steps.filter((step) => /^SCAN (?!CONSTANT)/.test(step))).toEqual([]);
});
