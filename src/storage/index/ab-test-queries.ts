import * as z from "zod";
import type { AbTest, AbTestsOnRecord, Split } from "../../core/abtests/ab-test.ts";
import { AbTestName, type AbTestConcluded } from "../../core/events/abtest-events.ts";
import { EventId, type VersionId } from "../../core/model/ids.ts";
import { selectEvents } from "./events/select-events.ts";
import type { IndexDatabase } from "./index-database.ts";
import type { RecordedEvents } from "./ledger-slices.ts";

const TestRow = z.lazy(() => z.object({ test: EventId, name: AbTestName }));

/** Reads A/B tests: which there are from the index, and what they are from the ledger. */
export class AbTestQueries implements AbTestsOnRecord {
  readonly #db: IndexDatabase;
  readonly #recorded: RecordedEvents;

  constructor(db: IndexDatabase, recorded: RecordedEvents) {
    this.#db = db;
    this.#recorded = recorded;
  }

  /** Returns all tests, the running ones first, the newest first. */
  all(): readonly AbTest[] {
    return this.#tests("ORDER BY concluded_event IS NOT NULL, event_id DESC", []);
  }

  test(id: EventId): AbTest | undefined {
    return this.#tests("WHERE event_id = ?", [id])[0];
  }

  testNamed(name: AbTestName): AbTest | undefined {
    const newest = "ORDER BY concluded_event IS NOT NULL, event_id DESC LIMIT 1";
    return this.#tests(`WHERE name = ? ${newest}`, [name])[0];
  }

  runningOf(version: VersionId): readonly AbTest[] {
    return this.#tests(
      `WHERE concluded_event IS NULL
         AND event_id IN (SELECT test_event FROM ab_variant WHERE version_event = ?)
       ORDER BY event_id`,
      [version],
    );
  }

  wins(version: VersionId): readonly AbTestConcluded["data"][] {
    const tests = this.#tests("WHERE winner = ? ORDER BY concluded_event DESC", [version]);
    return tests.flatMap(({ conclusion }) => (conclusion ? [conclusion.data] : []));
  }

  #tests(rest: string, parameters: readonly string[]): readonly AbTest[] {
    const rows = this.#db.all(
      TestRow,
      `SELECT event_id AS test, name FROM ab_test ${rest}`,
      parameters,
    );
    return rows.flatMap(({ test, name }) => this.#test(test, name) ?? []);
  }

  #test(id: EventId, name: AbTestName): AbTest | undefined {
    const events = selectEvents(
      this.#db,
      this.#recorded,
      `WHERE event.id IN (
         SELECT ?1 UNION ALL SELECT event_id FROM ab_split WHERE test_event = ?1
         UNION ALL SELECT concluded_event FROM ab_test WHERE event_id = ?1)
       ORDER BY event.id`,
      [id],
    );
    const [created, ...others] = events;
    if (created?.type !== "abtest.created") return undefined;
    const splits = others.flatMap((event): readonly Split[] =>
      event.type === "abtest.split"
        ? [{ since: Date.parse(event.at), shares: event.data.shares, reason: event.data.reason }]
        : [],
    );
    const last = others.at(-1);
    const { shares } = created.data;
    return {
      id,
      name,
      definition: created.data,
      splits: [{ since: Date.parse(created.at), shares }, ...splits],
      conclusion:
        last?.type === "abtest.concluded"
          ? { at: Date.parse(last.at), data: last.data }
          : undefined,
    };
  }
}
