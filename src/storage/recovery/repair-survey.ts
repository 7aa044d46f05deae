import { join } from "node:path";
import * as z from "zod";
import type { LedgerRepaired, LostEvent } from "../../core/events/repair-events.ts";
import { EventId, ModelName, Timestamp } from "../../core/model/ids.ts";
import { Actor } from "../../core/model/recipe.ts";
import { jsonCell } from "../files/json-cell.ts";
import type { RegistryPaths } from "../files/registry-paths.ts";
import { StaleIndexError, type IndexDatabase, type SqliteEngine } from "../index/index-database.ts";
import type { LedgerDamage } from "../ledger/ledger-file.ts";
import { ledgerFiles } from "../ledger/ledger-folder.ts";
import { salvageLedgerFile, type DroppedPiece, type Salvage } from "../ledger/salvage-ledger.ts";
import { lostNumbers } from "./ledger-loss.ts";
import { tryRepair, type RepairTrial } from "./repair-trial.ts";

/** A damaged ledger file and what can be kept of it. */
export interface DamagedFile extends Salvage {
  /** Name of the ledger file. */
  readonly file: string;
  /** The first damage in it. */
  readonly damage: LedgerDamage;
  /** Name of the file in which a repair that was cut off has put its events already. */
  readonly carriedTo?: string;
}

/** State of a registry with a damaged ledger, and what it will be once that is repaired. */
export interface RepairSurvey {
  readonly files: readonly DamagedFile[];
  /** Index of all that will be in the ledger; the caller closes it. */
  readonly db: IndexDatabase;
  /** Events that an index knew and that no file holds any more, oldest first. */
  readonly lost: readonly LostEvent[];
  readonly numbers: LedgerRepaired["data"]["numbers"];
}

/**
 * Reads damaged ledger files to their end and tries what a repair gives.
 *
 * @param damages of all ledger files, as read from their beginnings
 * @param known index that may know more than can be read
 */
export async function surveyRepair(
  paths: RegistryPaths,
  engine: SqliteEngine,
  damages: readonly LedgerDamage[],
  known: IndexDatabase | undefined,
): Promise<RepairSurvey> {
  const files = new Map<string, DamagedFile>();
  const sound = new Set((await ledgerFiles(paths)).keys());
  for (let pending = damages; ;) {
    for (const damage of pending) {
      const { file } = damage;
      const before = files.get(file);
      sound.delete(file);
      if (!before) {
        const salvage = await salvageLedgerFile(join(paths.ledger, file));
        files.set(file, { ...salvage, file, damage });
      } else if (damage.line < before.damage.line) files.set(file, { ...before, damage });
    }
    const trial = await tryRepair(paths, engine, [...sound], linesOf([...files.values()]));
    if (trial.damages.length === 0 && trial.inapplicable.size === 0) {
      const lost = lostOf(known, trial.db, files);
      return {
        files: [...files.values()].map((each) => withEvents(each, known, trial.db, sound)),
        db: trial.db,
        lost,
        numbers: lostNumbers(known, trial.db),
      };
    }
    trial.db.close();
    for (const [file, each] of files) files.set(file, without(each, trial.inapplicable));
    pending = trial.damages;
  }
}

/** Returns the lines of damaged files in the order in which a new file holds them. */
export function linesOf(files: readonly DamagedFile[]): readonly Salvage["kept"][number][] {
  const ids = new Set<EventId>();
  return files
    .flatMap(({ kept }) => kept)
    .toSorted((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
    .filter(({ id }) => !ids.has(id) && ids.add(id));
}

/** Drops the lines that no index can take. */
function without(file: DamagedFile, inapplicable: RepairTrial["inapplicable"]): DamagedFile {
  const dropped = file.kept.flatMap((line): readonly DroppedPiece[] => {
    const problem = inapplicable.get(line);
    if (problem === undefined) return [];
    return [{ line: line.line, offset: line.offset, problem, event: line.id }];
  });
  return {
    ...file,
    kept: file.kept.filter((line) => !inapplicable.has(line)),
    dropped: [...file.dropped, ...dropped].toSorted((a, b) => a.offset - b.offset),
  };
}

const KnownRow = z.lazy(() =>
  z.object({
    id: EventId,
    at: Timestamp,
    actor: jsonCell(Actor),
    type: z.string(),
    model: ModelName.nullable(),
    file: z.string(),
    offset: z.int(),
  }),
);

/** Returns what an index knows of the events of a file; nothing if it contradicts itself. */
function knownEvents(known: IndexDatabase | undefined, file: string): z.infer<typeof KnownRow>[] {
  try {
    return (
      known?.all(
        KnownRow,
        `SELECT event.id, at, actor.actor AS actor, type, model.name AS model,
           ledger_file.name AS file, "offset"
         FROM event JOIN actor ON actor.id = actor_id JOIN ledger_file ON ledger_file.id = file_id
         LEFT JOIN model ON model.id = model_id
         WHERE ledger_file.name = ? ORDER BY event.id`,
        [file],
      ) ?? []
    );
  } catch (error) {
    if (error instanceof StaleIndexError) return [];
    throw error;
  }
}

const IdRow = z.object({ id: EventId });

function lostOf(
  known: IndexDatabase | undefined,
  trial: IndexDatabase,
  files: ReadonlyMap<string, DamagedFile>,
): readonly LostEvent[] {
  const kept = new Set(trial.all(IdRow, "SELECT id FROM event").map(({ id }) => id));
  return [...files.keys()]
    .flatMap((file) => knownEvents(known, file))
    .filter(({ id }) => !kept.has(id))
    .map(({ id, at, actor, type, model }) => ({
      id,
      at,
      actor: actor.name,
      type,
      ...(model !== null && { model }),
    }));
}

const CarriedRow = z.object({ name: z.string() });

/** Adds the events that stood in dropped lines, and where a former repair put the others. */
function withEvents(
  file: DamagedFile,
  known: IndexDatabase | undefined,
  trial: IndexDatabase,
  sound: ReadonlySet<string>,
): DamagedFile {
  const ids = new Map(knownEvents(known, file.file).map(({ offset, id }) => [offset, id]));
  const carried = trial
    .all(
      CarriedRow,
      `SELECT ledger_file.name AS name FROM ledger_repair JOIN event ON event.id = event_id
       JOIN ledger_file ON ledger_file.id = file_id
       WHERE ledger_repair.file = ? AND ledger_repair.sha256 = ?`,
      [file.file, file.sha256],
    )
    .find(({ name }) => sound.has(name));
  return {
    ...file,
    dropped: file.dropped.map((piece) => {
      const event = piece.event ?? ids.get(piece.offset);
      return { ...piece, ...(event !== undefined && { event }) };
    }),
    ...(carried && { carriedTo: carried.name }),
  };
}
