import * as z from "zod";
import { HistoryEntry } from "../../src/core/events/history.ts";
import { ModelName, Stage, Timestamp, VersionId, VersionNumber } from "../../src/core/model/ids.ts";
import { AnnotationField } from "../../src/core/model/markings.ts";
import { queryFields, type QueryField } from "../../src/core/query/query.ts";
import { Version } from "../../src/core/state/version.ts";
import { commonActions } from "../protocol.ts";

const Count = z.int().min(0);
const Key = z.string().min(1).max(250);

/** The most hyperparameters that the table shows. */
const mostParameters = 50;
/** The most versions that are read at once. */
export const pageSize = 100;

/** Everything that the page of a model shows but its table and the values of its metrics. */
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
  production: Version.optional(),
  productionStage: Stage.optional(),
  productionHistory: z.array(HistoryEntry).readonly(),
  /** Metric that is shown until a person chooses one; absent where none was recorded. */
  metric: z.string().optional(),
  /** Columns of the table that were chosen for this model the last time; absent if none were. */
  columns: z.array(z.string()).readonly().optional(),
  /** False in Restricted Mode, in which nothing is written. */
  canEdit: z.boolean(),
});
export type ModelSnapshot = z.infer<typeof ModelSnapshot>;

const Fields = Object.keys(queryFields) as [QueryField, ...QueryField[]];

/** Asks for one metric over all versions. */
const ReadValues = z.object({ type: z.literal("read-values"), metric: Key });

export const ValuesAnswer = z.object({
  /** Of all versions, by number; null where a version has none. A tuple is half as long to send. */
  values: z.array(z.tuple([VersionId, VersionNumber, Stage, z.number().nullable()])).readonly(),
  best: z
    .object({
      version: VersionId,
      number: VersionNumber,
      value: z.number(),
      ties: z.array(VersionNumber).readonly(),
      unmeasured: Count,
    })
    .optional(),
});
export type ValuesAnswer = z.infer<typeof ValuesAnswer>;

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
      Version.extend({
        parameters: z.record(z.string(), z.union([z.string(), z.number()])).readonly(),
      }),
    )
    .readonly(),
});
export type VersionsAnswer = z.infer<typeof VersionsAnswer>;
export type ModelRow = VersionsAnswer["rows"][number];

export const modelProtocol = {
  snapshot: ModelSnapshot,
  query: z.undefined(),
  action: z.discriminatedUnion("type", [
    ...commonActions,
    z.object({ type: z.literal("compare"), versions: z.array(VersionId).min(2).max(50) }),
    z.object({ type: z.literal("show-lineage") }),
    z.object({ type: z.literal("find-best") }),
    z.object({ type: z.literal("show-changelog") }),
    z.object({ type: z.literal("annotate"), field: AnnotationField.optional() }),
    z.object({ type: z.literal("set-tag") }),
    z.object({ type: z.literal("keep-columns"), columns: z.array(z.string().max(300)).max(200) }),
  ]),
  question: z.discriminatedUnion("type", [ReadValues, ReadVersions]),
  replies: { "read-values": ValuesAnswer, "read-versions": VersionsAnswer },
} as const;
