import * as z from "zod";
import type { Stamped } from "../../../core/events/event.ts";
import { VersionId } from "../../../core/model/ids.ts";
import type { LedgerRedacted } from "../../../core/redaction/redaction-events.ts";
import type { IndexDatabase } from "../index-database.ts";
import { mention } from "./mention.ts";

const About = z.object({ version: VersionId.nullable() });
const aboutQuery = `SELECT CASE type WHEN 'version.registered' THEN id ELSE version END AS version
  FROM event WHERE id = ?`;

/** Records what is to be taken out. The files are rewritten by who has the lock. */
export function projectRedaction(db: IndexDatabase, { id, data }: Stamped<LedgerRedacted>): void {
  db.run("INSERT OR IGNORE INTO redaction VALUES (?)", [id]);
  for (const { event } of data.lines) {
    const about = db.get(About, aboutQuery, [event]);
    if (about?.version) mention(db, id, about.version);
  }
  for (const { sha256 } of data.objects) {
    db.run("INSERT OR IGNORE INTO redacted_object VALUES (?, ?)", [sha256, id]);
  }
}
