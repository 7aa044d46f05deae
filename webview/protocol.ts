import * as z from "zod";
import { Artifact } from "../src/core/artifact.ts";
import { HistoryEntry } from "../src/core/history.ts";
import {
  CommitId,
  ModelName,
  Sha256,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../src/core/ids.ts";
import { ModelDescription } from "../src/core/inspection.ts";
import { LineageGraph } from "../src/core/lineage.ts";
import { Alias, AnnotationField, TagKey } from "../src/core/markings.ts";
import { Actor, Metrics, Recipe } from "../src/core/recipe.ts";
import { RecordedInspection } from "../src/core/recorded-inspection.ts";
import { VersionLabel } from "../src/core/version-label.ts";

/**
 * The messages between the editor and its pages. Whole snapshots go to the page, requests come
 * back; each side parses what it receives with these schemas.
 */

const VersionHead = z.object({
  id: VersionId,
  model: ModelName,
  number: VersionNumber,
  claimedNumber: VersionNumber.optional(),
  label: VersionLabel.optional(),
  aliases: z.array(Alias).readonly().optional(),
  stage: Stage,
  stageSince: Timestamp,
  registeredAt: Timestamp,
  registeredBy: Actor,
  digest: Sha256,
  size: z.int().min(0),
  metrics: Metrics,
  rolledBackAt: Timestamp.optional(),
});
export type VersionHead = z.infer<typeof VersionHead>;

/** Everything the version page shows. */
export const VersionSnapshot = z.object({
  type: z.literal("version"),
  version: VersionHead,
  description: z.string().optional(),
  source: z.string(),
  tags: z.record(z.string(), z.string()).readonly(),
  /** By their fields, without the description; some may be of a newer release. */
  annotations: z.record(z.string(), z.string()).readonly(),
  artifacts: z.array(Artifact).readonly(),
  recipe: Recipe,
  /** What its files say about themselves; versions of older releases have none. */
  inspection: RecordedInspection.optional(),
  /** What changed for callers since another version. */
  signatureChange: z
    .object({
      since: VersionHead,
      breaking: z.boolean(),
      changes: z.array(z.string()).readonly(),
    })
    .optional(),
  parents: z.array(VersionHead).readonly(),
  children: z.array(VersionHead).readonly(),
  /** The version in Production, when that is another one: what metrics are shown against. */
  production: VersionHead.optional(),
  /** Newest first. */
  history: z.array(HistoryEntry).readonly(),
  /** The model's Production stage, newest first. */
  productionHistory: z.array(HistoryEntry).readonly(),
  /** Stages it can be moved to; empty in Restricted Mode. */
  targets: z.array(Stage).readonly(),
  /** It is in Production, and there is a version to go back to; never in Restricted Mode. */
  canRollBack: z.boolean(),
  /** False in Restricted Mode, in which nothing is written. */
  canExport: z.boolean(),
  /** Likewise. */
  canEdit: z.boolean(),
});
export type VersionSnapshot = z.infer<typeof VersionSnapshot>;

/** Everything the comparison page shows: two or more versions, in the order chosen. */
export const CompareSnapshot = z.object({
  type: z.literal("compare"),
  versions: z
    .array(VersionHead.extend({ recipe: Recipe, inspection: RecordedInspection.optional() }))
    .readonly(),
});
export type CompareSnapshot = z.infer<typeof CompareSnapshot>;

/** Everything the lineage page shows. */
export const LineageSnapshot = z.object({
  type: z.literal("lineage"),
  title: z.string(),
  graph: LineageGraph,
  /** Node that is selected at first. */
  focus: z.string().optional(),
  /** How many more versions there are than are shown. */
  omitted: z.int().min(0),
});
export type LineageSnapshot = z.infer<typeof LineageSnapshot>;

const TensorRow = z.object({
  name: z.string(),
  dtype: z.string(),
  shape: z.array(z.number()).readonly(),
  /** Bytes. */
  size: z.number().optional(),
});
export type TensorRow = z.infer<typeof TensorRow>;

/** Everything the page about a model file shows; of a folder, also about the files within. */
export const InspectSnapshot = z.object({
  type: z.literal("inspect"),
  /** Relative to the workspace folder if it is in one, else absolute. */
  path: z.string(),
  isFolder: z.boolean(),
  /** Bytes; of a folder, of all files within. */
  size: z.number().min(0),
  /** The format as a person calls it. */
  formatName: z.string(),
  description: ModelDescription,
  tensors: z.array(TensorRow).readonly(),
  /** Bytes that were read to find all this out. */
  bytesRead: z.number().min(0),
  /** Files of a folder that are models themselves. */
  files: z
    .array(z.object({ path: z.string(), formatName: z.string(), description: ModelDescription }))
    .readonly(),
  /** It can be registered: it is in a workspace folder that is trusted. */
  canRegister: z.boolean(),
});
export type InspectSnapshot = z.infer<typeof InspectSnapshot>;

/** The page can't be shown, and what to do. */
export const PageFailure = z.object({
  type: z.literal("failure"),
  message: z.string(),
  wayOut: z.string(),
});
export type PageFailure = z.infer<typeof PageFailure>;

export const ToPage = z.discriminatedUnion("type", [
  VersionSnapshot,
  CompareSnapshot,
  LineageSnapshot,
  InspectSnapshot,
  PageFailure,
]);
export type ToPage = z.infer<typeof ToPage>;

/** What a page asks of the editor. `ready` asks for a snapshot, at first and to retry. */
export const FromPage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("show-version"), version: VersionId }),
  z.object({ type: z.literal("show-lineage"), version: VersionId }),
  z.object({ type: z.literal("compare"), versions: z.array(VersionId).min(2).max(50) }),
  z.object({ type: z.literal("choose-versions"), versions: z.array(VersionId).max(50) }),
  z.object({ type: z.literal("promote"), version: VersionId, to: Stage.optional() }),
  z.object({ type: z.literal("roll-back"), model: ModelName }),
  z.object({ type: z.literal("export"), version: VersionId }),
  z.object({ type: z.literal("set-alias"), version: VersionId }),
  z.object({ type: z.literal("remove-alias"), version: VersionId, alias: Alias }),
  z.object({ type: z.literal("set-tag"), version: VersionId }),
  z.object({ type: z.literal("remove-tag"), version: VersionId, key: TagKey }),
  z.object({ type: z.literal("annotate"), version: VersionId, field: AnnotationField.optional() }),
  z.object({ type: z.literal("register") }),
  z.object({ type: z.literal("open-commit"), commit: CommitId }),
  z.object({ type: z.literal("open-file"), path: z.string().max(4096) }),
  z.object({ type: z.literal("open-patch"), version: VersionId }),
  z.object({ type: z.literal("copy"), text: z.string().max(5_000_000), what: z.string().max(200) }),
]);
export type FromPage = z.infer<typeof FromPage>;
