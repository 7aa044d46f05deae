import * as z from "zod";
import type { Moment, StageMove } from "../../../core/audit/stages-at.ts";
import {
  EventId,
  ModelName,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../../../core/model/ids.ts";
import type { IndexDatabase } from "../index-database.ts";

const Stamp = { id: EventId, at: Timestamp };
const MoveRow = z.lazy(() =>
  z.union([
    z
      .object({
        ...Stamp,
        kind: z.literal("registered"),
        model: ModelName,
        number: VersionNumber,
        stage: Stage.nullable(),
      })
      .transform(({ stage, ...row }): StageMove => ({ ...row, ...(stage !== null && { stage }) })),
    z
      .object({
        ...Stamp,
        kind: z.literal("moved"),
        version: VersionId,
        stage: Stage,
        retire_to: Stage.nullable(),
      })
      .transform(({ stage, retire_to, ...row }): StageMove => ({
        ...row,
        to: stage,
        ...(retire_to !== null && { retireTo: retire_to }),
      })),
  ]),
);

/** Returns the events that moved versions between stages, in order. */
export function stageMoves(db: IndexDatabase, until: Moment): readonly StageMove[] {
  const [column, value] =
    "at" in until ? (["at", until.at] as const) : (["id", until.event] as const);
  return db.all(
    MoveRow,
    `SELECT 'registered' AS kind, event.id AS id, event.at AS at, model.name AS model,
       ifnull(claimed_number, number) AS number,
       NULL AS version, first_stage AS stage, NULL AS retire_to
     FROM version JOIN event ON event.id = version.event_id
     JOIN model ON model.id = version.model_id WHERE event.${column} <= ?1
     UNION ALL
     SELECT 'moved', event.id, event.at, NULL, NULL, event.version, to_stage, retire_to
     FROM stage_move JOIN event ON event.id = stage_move.event_id WHERE event.${column} <= ?1
     ORDER BY 2`,
    [value],
  );
}
