import * as z from "zod";
import { Artifact } from "../core/artifact.ts";
import { Digests } from "../core/digests.ts";
import {
  EventId,
  ModelName,
  Sha256,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../core/ids.ts";
import { Actor } from "../core/recipe.ts";
import { Uri } from "../core/uri.ts";
import { VersionLabel } from "../core/version-label.ts";
import type { Model } from "../core/version.ts";
import { jsonCell } from "./json-cell.ts";

/** The rows of the index, as they are parsed: cells of a foreign file are not trusted. */

export const ModelRow = z
  .object({
    name: ModelName,
    version_count: z.number(),
    latest_number: VersionNumber,
    registered_at: Timestamp,
    changed_at: Timestamp,
  })
  .transform((row): Model => ({
    name: row.name,
    versionCount: row.version_count,
    latestNumber: row.latest_number,
    registeredAt: row.registered_at,
    changedAt: row.changed_at,
  }));

export const VersionRow = z.object({
  id: z.number(),
  event_id: VersionId,
  model: ModelName,
  number: VersionNumber,
  claimed_number: VersionNumber.nullable(),
  label: VersionLabel.nullable(),
  claimed_label: VersionLabel.nullable(),
  stage: Stage,
  stage_since: Timestamp,
  registered_at: Timestamp,
  registered_by: jsonCell(Actor),
  digest: Sha256,
  size: z.number(),
  rolled_back_at: Timestamp.nullable(),
});

export const MetricRow = z.object({ key: z.string(), value: z.number() });
const ReferenceCell = jsonCell(z.object({ uri: Uri, digests: Digests }));
export const ArtifactRow = z
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
  .pipe(z.unknown().pipe(Artifact));
export const EventRow = z.object({
  id: EventId,
  file: z.string(),
  offset: z.int().min(0),
  length: z.int().min(0),
});
export const CountRow = z.object({ n: z.number() });
export const EventIdRow = z.object({ event_id: VersionId });
export const Sha256Row = z.object({ sha256: Sha256 }).transform((row) => row.sha256);
