import * as z from "zod";
import {
  CommitId,
  ModelName,
  Sha256,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../model/ids.ts";
import { Metrics } from "../model/recipe.ts";
import { RunId } from "../model/run.ts";

/** The main metric of a version, beside that of the version that it is measured against. */
export const MainMetric = z.object({
  key: z.string(),
  value: z.number(),
  /** Value minus that of the version `since`; absent where that has none. */
  change: z.number().optional(),
  since: VersionNumber.optional(),
  /** True if the change is for the better; absent if there is none or no better direction. */
  better: z.boolean().optional(),
});
export type MainMetric = z.infer<typeof MainMetric>;

/** Fields that every node of a lineage graph has. */
const nodeBase = { id: z.string(), label: z.string() };
export const LineageNode = z.discriminatedUnion("kind", [
  z.object({
    ...nodeBase,
    kind: z.literal("dataset"),
    /** Path in the workspace, if it is a file or folder there. */
    path: z.string().optional(),
    uri: z.string().optional(),
    /** Digest, else the version as its source counts it. */
    content: z.string().optional(),
    size: z.int().optional(),
    rows: z.int().optional(),
    columns: z.int().optional(),
    /** Number of contents of the place, where the node stands for all of them. */
    contents: z.int().min(2).optional(),
  }),
  z.object({
    ...nodeBase,
    kind: z.literal("features"),
    columns: z.array(z.string()).readonly().optional(),
  }),
  z.object({
    ...nodeBase,
    kind: z.literal("run"),
    run: z.string(),
    experiment: z.string().optional(),
    uri: z.string().optional(),
    /** Duration in milliseconds. */
    took: z.number().optional(),
    /** Id of the run, if it is one of this registry. */
    recorded: RunId.optional(),
  }),
  /** A model that is not in this registry. */
  z.object({ ...nodeBase, kind: z.literal("external"), uri: z.string() }),
  z.object({
    ...nodeBase,
    kind: z.literal("commit"),
    commit: CommitId,
    subject: z.string(),
    author: z.string(),
    committedAt: Timestamp,
    branch: z.string().optional(),
  }),
  z.object({
    ...nodeBase,
    kind: z.literal("version"),
    version: VersionId,
    model: ModelName,
    number: VersionNumber,
    stage: Stage,
    aliases: z.array(z.string()).readonly().optional(),
    registeredAt: Timestamp,
    registeredBy: z.string(),
    digest: Sha256,
    /** True if its metrics and recipe have not been read, nor what it was made of but for versions. */
    outline: z.literal(true).optional(),
    /** Its main metric, with the change since an earlier version. */
    metric: MainMetric.optional(),
    metrics: Metrics.optional(),
    /** State of the work tree at registration; absent without a commit. */
    changes: z.enum(["clean", "changed", "unknown"]).optional(),
    /** Deletion of the version: only its history is left. The stage is the one that it was in. */
    deleted: z.object({ at: Timestamp, by: z.string(), reason: z.string() }).optional(),
  }),
  z.object({ ...nodeBase, kind: z.literal("stage"), stage: Stage, model: z.string() }),
  /** A model as a whole, where it is shown how models derive from each other. */
  z.object({
    ...nodeBase,
    kind: z.literal("model"),
    model: ModelName,
    versions: z.int().min(0),
    latest: z.int().min(0),
    changedAt: Timestamp,
    /** Number of the version in Production, and the main metric of that one. */
    production: VersionNumber.optional(),
    productionStage: Stage.optional(),
    metric: MainMetric.optional(),
  }),
]);
export type LineageNode = z.infer<typeof LineageNode>;
export type LineageNodeKind = LineageNode["kind"];

/** An arrow from what was used to what was made of it. */
export const LineageEdge = z.object({
  from: z.string(),
  to: z.string(),
  relation: z.enum([
    "trained on",
    "takes features",
    "built from",
    "produced by",
    "derived from",
    "is in",
    /** The next version of the model, which need not be made from the one before. */
    "followed by",
  ]),
  /** Kind of derivation, where more than that is known: `fine-tuned from`. */
  derivation: z.string().optional(),
  /** Differences of the recipe from the version before, in short: `lr 0.1 → 0.05`, `code`. */
  changes: z.array(z.string()).readonly().optional(),
});
export type LineageEdge = z.infer<typeof LineageEdge>;

export const LineageGraph = z.object({
  nodes: z.array(LineageNode).readonly(),
  edges: z.array(LineageEdge).readonly(),
});
export type LineageGraph = z.infer<typeof LineageGraph>;
