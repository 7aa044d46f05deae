import * as z from "zod";
import type { Stamped } from "../../../core/events/event.ts";
import { judgeReproduction } from "../../../core/reproduction/judge-reproduction.ts";
import type { VersionReproduced } from "../../../core/reproduction/reproduction-events.ts";
import type { IndexDatabase } from "../index-database.ts";
import { insertFacts } from "../index-words.ts";
import { mention } from "./mention.ts";

const VersionKey = z.object({ id: z.number() });

/** Words of a search for each result, the best first. */
const words = { identical: "bits", "equal-tensors": "tensors", different: "differs" } as const;

const ofVersion = `version_id = ?
  AND key_id = (SELECT id FROM recorded_key WHERE field = 'reproduced' AND name = '')`;

/** Applies a reproduction: a search asks for the best one of a version. */
export function projectReproduction(db: IndexDatabase, event: Stamped<VersionReproduced>): void {
  const { version } = event.data;
  mention(db, event.id, version);
  const row = db.get(VersionKey, "SELECT id FROM version WHERE event_id = ?", [version]);
  if (!row) return;
  const result = words[judgeReproduction(event.data)];
  insertFacts(db, row.id, [{ field: "reproduced", name: "", value: result }]);
  const all = Object.values(words);
  for (const worse of all) {
    const better = all.slice(0, all.indexOf(worse));
    if (better.length === 0) continue;
    db.run(
      `DELETE FROM recorded WHERE ${ofVersion} AND value = ?
       AND EXISTS (SELECT 1 FROM recorded WHERE ${ofVersion} AND value IN (${better.map(() => "?").join()}))`,
      [row.id, worse, row.id, ...better],
    );
  }
}
