import * as z from "zod";
import { EventId, Sha256 } from "../../core/model/ids.ts";
import type { LedgerPosition } from "../ledger/ledger-file.ts";
import type { IndexDatabase } from "./index-database.ts";

const PositionRow = z.object({
  file: z.string(),
  offset: z.int().min(0),
  line_start: z.int().min(0),
  hash: Sha256,
  lines: z.int().min(1),
  last_id: EventId,
});

/** Returns the position up to which each ledger file has been applied to the index. */
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

/** Returns the last id of all files. */
export function newestId(positions: ReadonlyMap<string, LedgerPosition>): EventId | undefined {
  return [...positions.values()]
    .map((position) => position.lastId)
    .reduce((a, b) => ((b ?? "") > (a ?? "") ? b : a), undefined);
}

/** Compares the sizes of the ledger files (bytes) with how far they have been read. */
export function sizeChanges(
  files: ReadonlyMap<string, number>,
  positions: ReadonlyMap<string, LedgerPosition>,
): { readonly isShorter: boolean; readonly grown: readonly string[] } {
  return {
    // The newline of the last line may be missing.
    isShorter: [...positions].some(([file, { offset }]) => (files.get(file) ?? 0) < offset - 1),
    grown: [...files].flatMap(([file, size]) =>
      size > (positions.get(file)?.offset ?? 0) ? [file] : [],
    ),
  };
}
