import type { AbTestEvent } from "../../../core/events/abtest-events.ts";
import type { Stamped } from "../../../core/events/event.ts";
import type { IndexDatabase } from "../index-database.ts";
import { mention } from "./mention.ts";

/**
 * Applies what happens to an A/B test. Of several conclusions by clones that did not know of each
 * other the first one counts; a split after it has no effect.
 */
export function projectAbTest(db: IndexDatabase, event: Stamped<AbTestEvent>): void {
  switch (event.type) {
    case "abtest.created": {
      const { name, variants } = event.data;
      db.run("INSERT INTO ab_test VALUES (?, ?, NULL, NULL)", [event.id, name]);
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
      const { test, winner, variants } = event.data;
      db.run(
        `UPDATE ab_test SET concluded_event = ?, winner = ?
         WHERE event_id = ? AND concluded_event IS NULL`,
        [event.id, winner ?? null, test],
      );
      for (const { version } of variants) mention(db, event.id, version);
    }
  }
}
