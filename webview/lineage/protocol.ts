import * as z from "zod";
import { LineageGraph } from "../../src/core/lineage/lineage-node.ts";
import { RecipeChange } from "../../src/core/lineage/recipe-difference.ts";
import { ModelName, VersionId } from "../../src/core/model/ids.ts";
import { RunId } from "../../src/core/model/run.ts";
import { ChooseVersions, commonActions } from "../protocol.ts";

/** Everything the lineage page shows. */
export const LineageSnapshot = z.object({
  title: z.string(),
  view: z.enum(["version", "model", "impact", "registry"]),
  graph: LineageGraph,
  /** Node that is selected at first. */
  focus: z.string().optional(),
  /** Number of versions that are not shown. */
  omitted: z.int().min(0),
  /** True if there are more than that, which were not counted. */
  omitsMore: z.literal(true).optional(),
  /** Stages from Production down to the first on the way there. */
  important: z.array(z.string()).readonly(),
  /** Stage in which versions begin. */
  initial: z.string(),
});
export type LineageSnapshot = z.infer<typeof LineageSnapshot>;

/** Forms in which the page saves a lineage. */
export const savedForms = ["png", "svg", "json", "mermaid"] as const;
export type SavedForm = (typeof savedForms)[number];

/** Versions that a page draws at first, and by how many more at a time. */
export const versionsAtOnce = 500;

export const lineageProtocol = {
  query: z
    .object({
      /** Versions to draw at most. */
      limit: z.int().min(versionsAtOnce).max(10_000),
      /** Versions with a card of their own, which are read from the ledger. */
      read: z.array(VersionId).max(10_000).readonly(),
    })
    .optional(),
  snapshot: LineageSnapshot,
  action: z.discriminatedUnion("type", [
    ...commonActions,
    ChooseVersions,
    z.object({ type: z.literal("show-in-tree"), version: VersionId }),
    z.object({ type: z.literal("show-run"), run: RunId }),
    /** Compares the versions, the first as baseline. */
    z.object({ type: z.literal("compare"), versions: z.array(VersionId).min(2).max(50) }),
    /** Shows the lineage of a version or a model, or what depends on data or a commit. */
    z.object({
      type: z.literal("show-lineage"),
      version: VersionId.optional(),
      model: ModelName.optional(),
      of: z.string().max(5000).optional(),
    }),
    /** Saves a picture (as base64) or a text to a file that the person names. */
    z.object({
      type: z.literal("save"),
      form: z.enum(savedForms),
      content: z.string().max(40_000_000),
    }),
  ]),
  question: z.discriminatedUnion("type", [
    /** Asks where the recipes of two versions differ. */
    z.object({ type: z.literal("recipe-changes"), before: VersionId, after: VersionId }),
    /** Asks for the graph with all that is recorded of so many versions. */
    z.object({ type: z.literal("whole-graph"), limit: z.int().min(1).max(10_000) }),
  ]),
  replies: {
    "recipe-changes": z.array(RecipeChange).readonly(),
    "whole-graph": LineageGraph,
  },
} as const;
