import * as z from "zod";
import { EventId, Sha256 } from "../core/ids.ts";
import type { IndexDatabase } from "./index-database.ts";
import type { LedgerPosition } from "./ledger-file.ts";

const PositionRow = z.object({
  file: z.string(),
  offset: z.int().min(0),
  line_start: z.int().min(0),
  hash: Sha256,
  lines: z.int().min(1),
  last_id: EventId,
});

/** How far each ledger file has been applied to the index. */
export function loadPositions(db: IndexDatabase): Map<string, LedgerPosition> {
  const rows = db.all(PositionRow, "SELECT * FROM ledger_position");
  return new Map(
    rows.map((row) => [
      row.file,
      {
        offset: row.offset,
        lineStart: row.line_start,
        hash: row.hash,
        lines: row.lines,
        lastId: row.last_id,
      },
    ]),
  );
}

export function storePosition(db: IndexDatabase, file: string, position: LedgerPosition): void {
  db.run("INSERT OR REPLACE INTO ledger_position VALUES (?, ?, ?, ?, ?, ?)", [
    file,
    position.offset,
    position.lineStart,
    position.hash,
    position.lines,
    position.lastId ?? null,
  ]);
}
