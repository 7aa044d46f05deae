import * as z from "zod";
import type { AbTestEvent } from "../../../core/events/abtest-events.ts";
import type { Stamped } from "../../../core/events/event.ts";
import { VersionId } from "../../../core/model/ids.ts";
import type { IndexDatabase } from "../index-database.ts";
import { CountRow } from "../index-rows.ts";
import { mention } from "./mention.ts";
import { recordConflict } from "./merge-conflicts.ts";

/**
 * Applies what happens to an A/B test. If clones that did not know of each other start tests of one
 * name, the first one keeps it and the other gets a number behind it. Of several conclusions by clones that did not know of each
 * other the first one counts; a split after it has no effect.
 */
export function projectAbTest(db: IndexDatabase, event: Stamped<AbTestEvent>): void {
  switch (event.type) {
    case "abtest.created": {
      const { name, variants } = event.data;
      const given = freeName(db, name);
      db.run("INSERT INTO ab_test VALUES (?, ?, NULL, NULL)", [event.id, given]);
      const version = variants[0]?.version;
      if (given !== name && version !== undefined) {
        recordConflict(db, {
          ...{ event: event.id, version },
          ...{ kind: "test-renamed", claimed: name, given },
        });
      }
      for (const { version } of variants) {
        db.run("INSERT OR IGNORE INTO ab_variant VALUES (?, ?)", [event.id, version]);
        mention(db, event.id, version);
      }
      return;
    }
    case "abtest.split":
      db.run(
        `INSERT OR IGNORE INTO ab_split SELECT event_id, ? FROM ab_test
         WHERE event_id = ? AND concluded_event IS NULL`,
        [event.id, event.data.test],
      );
      return;
    case "abtest.concluded": {
      const { test, winner } = event.data;
      db.run(
        `UPDATE ab_test SET concluded_event = ?, winner = ?
         WHERE event_id = ? AND concluded_event IS NULL`,
        [event.id, winner ?? null, test],
      );
      for (const { version } of db.all(VariantRow, variantsOf, [test])) {
        mention(db, event.id, version);
      }
    }
  }
}

const VariantRow = z.object({ version: VersionId });
const variantsOf = "SELECT version_event AS version FROM ab_variant WHERE test_event = ?";

/** Longest name that has room for a number behind it. */
const longestBase = 95;

/** Returns the name if no running test has it, else the first free one of `name-2`, `name-3`… */
function freeName(db: IndexDatabase, name: string): string {
  const isTaken = (text: string): boolean =>
    (db.get(
      CountRow,
      "SELECT count(*) AS n FROM ab_test WHERE name = ? AND concluded_event IS NULL",
      [text],
    )?.n ?? 0) > 0;
  let free = name;
  for (let number = 2; isTaken(free); number += 1) {
    free = `${Array.from(name).slice(0, longestBase).join("")}-${number}`;
  }
  return free;
}
