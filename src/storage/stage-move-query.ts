import * as z from "zod";
import { EventId, ModelName, Stage, Timestamp, VersionId, VersionNumber } from "../core/ids.ts";
import type { Moment, StageMove } from "../core/stages-at.ts";
import type { IndexDatabase } from "./index-database.ts";

const Stamp = { id: EventId, at: Timestamp };
const MoveRow = z.union([
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
]);

/**
 * What moved versions between stages, in order. Only the few cells that count are read: a
 * registration may name ten thousand files.
 */
export function stageMoves(db: IndexDatabase, until: Moment): readonly StageMove[] {
  const [condition, value] =
    "at" in until ? (["at <= ?", until.at] as const) : (["id <= ?", until.event] as const);
  return db.all(
    MoveRow,
    `SELECT id, at, model, json_extract(data, '$.number') AS number,
       CASE type WHEN 'version.registered' THEN 'registered' ELSE 'moved' END AS kind,
       json_extract(data, '$.version') AS version,
       CASE type WHEN 'version.transitioned' THEN json_extract(data, '$.to')
         ELSE json_extract(data, '$.stage') END AS stage,
       json_extract(data, '$.displaces.to') AS retire_to
     FROM event
     WHERE type IN ('version.registered', 'version.transitioned', 'stage.rolled-back')
       AND ${condition} ORDER BY id`,
    [value],
  );
}
