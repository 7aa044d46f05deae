import * as z from "zod";
import type { SegmentId } from "../../core/events/observation-events.ts";
import type { StoredBytes } from "../../core/model/artifact.ts";
import { Sha256, Timestamp, type VersionId } from "../../core/model/ids.ts";
import type { ObservationsOnRecord } from "../../core/observations/observations-on-record.ts";
import type { IndexDatabase } from "./index-database.ts";
import { CountRow } from "./index-rows.ts";

/** Aggregates of a sealed part of the log of observations. */
export interface SealedObservations {
  readonly from: Timestamp;
  readonly to: Timestamp;
  readonly minutes: StoredBytes;
  readonly hours: StoredBytes;
}

const SegmentRow = z.lazy(() =>
  z
    .object({
      from_at: Timestamp,
      to_at: Timestamp,
      minutes: Sha256,
      minutes_size: z.number(),
      hours: Sha256,
      hours_size: z.number(),
    })
    .transform((row): SealedObservations => ({
      from: row.from_at,
      to: row.to_at,
      minutes: { sha256: row.minutes, size: row.minutes_size },
      hours: { sha256: row.hours, size: row.hours_size },
    })),
);

/** Reads from the index which observations are sealed. */
export class ObservationQueries implements ObservationsOnRecord {
  readonly #db: IndexDatabase;

  constructor(db: IndexDatabase) {
    this.#db = db;
  }

  isSealed(segment: SegmentId): boolean {
    const sql = "SELECT count(*) AS n FROM observation_segment WHERE segment = ?";
    return (this.#db.get(CountRow, sql, [segment])?.n ?? 0) > 0;
  }

  /** Returns sealed parts that have observations of some versions, or of any, since a time. */
  sealed(since: Timestamp, versions?: readonly VersionId[]): readonly SealedObservations[] {
    const of = versions
      ? `AND event_id IN (SELECT event_id FROM observed_version
          WHERE version_event IN (SELECT value FROM json_each(?2)))`
      : "";
    return this.#db.all(
      SegmentRow,
      `SELECT from_at, to_at, minutes, minutes_size, hours, hours_size FROM observation_segment
       WHERE to_at >= ?1 ${of} ORDER BY event_id`,
      versions ? [since, JSON.stringify(versions)] : [since],
    );
  }

  /** Returns the versions that were observed, by their ids. */
  versions(): ReadonlySet<string> {
    const rows = this.#db.all(
      z.object({ version: z.string() }),
      "SELECT DISTINCT version_event AS version FROM observed_version",
    );
    return new Set(rows.map(({ version }) => version));
  }
}
