import * as z from "zod";
import { NoEffectReason } from "../../core/events/no-effect.ts";
import { Artifact } from "../../core/model/artifact.ts";
import { Digests } from "../../core/model/data/digests.ts";
import { Uri } from "../../core/model/data/uri.ts";
import { EventId, ModelName, Sha256, Timestamp, VersionId } from "../../core/model/ids.ts";
import type { Model } from "../../core/state/version.ts";
import { jsonCell } from "../files/json-cell.ts";

/** The rows of the index, as they are parsed: cells of a foreign file are not trusted. */

/** Selects models with the names that they had before and that lead to no other model now. */
const selectedModel = `SELECT model.*, (SELECT json_group_array(name) FROM (
    SELECT DISTINCT name FROM former_name WHERE model_id = model.id
      AND name NOT IN (SELECT name FROM model AS other WHERE other.deleted_by_event IS NULL)
    ORDER BY event_id DESC)) AS former_names`;

export const selectModel = `${selectedModel} FROM model`;

/** Selects the same with further columns. */
export function selectModelWith(columns: string): string {
  return `${selectedModel}, ${columns} FROM model`;
}

export const ModelRow = z.lazy(() =>
  z
    .object({
      event_id: EventId,
      name: ModelName,
      former_names: jsonCell(z.array(ModelName)),
      version_count: z.number(),
      latest_number: z.int().min(0),
      registered_at: Timestamp,
      changed_at: Timestamp,
    })
    .transform((row): Model => ({
      id: row.event_id,
      name: row.name,
      ...(row.former_names.length > 0 && { formerNames: row.former_names }),
      versionCount: row.version_count,
      latestNumber: row.latest_number,
      registeredAt: row.registered_at,
      changedAt: row.changed_at,
    })),
);

export const MetricRow = z.object({ key: z.string(), value: z.number() });
const ReferenceCell = jsonCell(z.object({ uri: Uri, digests: Digests }));
export const ArtifactRow = z.lazy(() =>
  z
    .object({
      path: z.string(),
      role: z.string(),
      sha256: z.string().nullable(),
      size: z.number().nullable(),
      reference: ReferenceCell.nullable(),
    })
    .transform(({ path, role, sha256, size, reference }): unknown =>
      reference === null
        ? { path, role, sha256, size }
        : { path, role, held: false, ...reference, ...(size !== null && { size }) },
    )
    .pipe(z.unknown().pipe(Artifact)),
);
export const EventRow = z.lazy(() =>
  z.object({
    id: EventId,
    file: z.string(),
    offset: z.int().min(0),
    length: z.int().min(0),
  }),
);
export const NameRow = z.object({ name: ModelName });
export const NoEffectRow = z.object({ reason: NoEffectReason });
export const CountRow = z.object({ n: z.number() });
export const EventIdRow = z.object({ event_id: VersionId });
export const Sha256Row = z.object({ sha256: Sha256 }).transform((row) => row.sha256);
