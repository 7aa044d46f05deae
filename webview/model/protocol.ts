import * as z from "zod";
import { HistoryEntry } from "../../src/core/events/history.ts";
import { ModelName, Stage, Timestamp, VersionId, VersionNumber } from "../../src/core/model/ids.ts";
import { AnnotationField } from "../../src/core/model/markings.ts";
import { queryFields, type QueryField } from "../../src/core/query/query.ts";
import { commonActions, VersionHead } from "../protocol.ts";

const Count = z.int().min(0);
const Key = z.string().min(1).max(250);

/** The most hyperparameters that the table shows. */
const mostParameters = 50;
/** The most versions that are read at once. */
export const pageSize = 100;

/** Everything that the page of a model shows but its table. */
export const ModelSnapshot = z.object({
  model: z.object({
    name: ModelName,
    formerNames: z.array(ModelName).readonly(),
    versionCount: Count,
    registeredAt: Timestamp,
    changedAt: Timestamp,
  }),
  description: z.string().optional(),
  tags: z.record(z.string(), z.string()).readonly(),
  annotations: z.partialRecord(AnnotationField, z.string()).readonly(),
  /** Keys of metrics and hyperparameters. */
  metrics: z.array(z.string()).readonly(),
  parameters: z.array(z.string()).readonly(),
  production: VersionHead.optional(),
  productionStage: Stage.optional(),
  productionHistory: z.array(HistoryEntry).readonly(),
  /** Metric of the values and of the best version; absent where none was recorded. */
  metric: z.string().optional(),
  /** Of all versions, by number. */
  values: z
    .array(
      z.object({
        id: VersionId,
        number: VersionNumber,
        stage: Stage,
        value: z.number().optional(),
      }),
    )
    .readonly(),
  best: z
    .object({
      version: VersionId,
      number: VersionNumber,
      value: z.number(),
      ties: z.array(VersionNumber).readonly(),
      unmeasured: Count,
    })
    .optional(),
  /** Columns of the table that were chosen for this model the last time; absent if none were. */
  columns: z.array(z.string()).readonly().optional(),
  /** False in Restricted Mode, in which nothing is written. */
  canEdit: z.boolean(),
});
export type ModelSnapshot = z.infer<typeof ModelSnapshot>;

const Fields = Object.keys(queryFields) as [QueryField, ...QueryField[]];

/** Asks for a part of the table. */
const ReadVersions = z.object({
  type: z.literal("read-versions"),
  /** Query in the language of searches; empty for all versions. */
  filter: z.string().max(2000),
  order: z.object({ field: z.enum(Fields), name: Key.optional(), descending: z.boolean() }),
  parameters: z.array(Key).max(mostParameters),
  offset: Count,
});

/** A part of the table, or the mistake in its filter. */
export const VersionsAnswer = z.object({
  problem: z.string().optional(),
  total: Count,
  rows: z
    .array(
      VersionHead.extend({
        parameters: z.record(z.string(), z.union([z.string(), z.number()])).readonly(),
      }),
    )
    .readonly(),
});
export type VersionsAnswer = z.infer<typeof VersionsAnswer>;
export type ModelRow = VersionsAnswer["rows"][number];

export const modelProtocol = {
  snapshot: ModelSnapshot,
  /** The metric of the chart. */
  query: z.object({ metric: z.string().max(250).optional() }).optional(),
  action: z.discriminatedUnion("type", [
    ...commonActions,
    z.object({ type: z.literal("compare"), versions: z.array(VersionId).min(2).max(50) }),
    z.object({ type: z.literal("show-lineage") }),
    z.object({ type: z.literal("show-changelog") }),
    z.object({ type: z.literal("annotate"), field: AnnotationField.optional() }),
    z.object({ type: z.literal("set-tag") }),
    z.object({ type: z.literal("keep-columns"), columns: z.array(z.string().max(300)).max(200) }),
  ]),
  question: z.discriminatedUnion("type", [ReadVersions]),
  replies: { "read-versions": VersionsAnswer },
} as const;
