import * as z from "zod";
import { LineageGraph } from "../../src/core/lineage/lineage-node.ts";
import { ChooseVersions, commonActions, noQuestions } from "../protocol.ts";

/** Everything the lineage page shows. */
export const LineageSnapshot = z.object({
  title: z.string(),
  graph: LineageGraph,
  /** Node that is selected at first. */
  focus: z.string().optional(),
  /** Number of versions that are not shown. */
  omitted: z.int().min(0),
});
export type LineageSnapshot = z.infer<typeof LineageSnapshot>;

export const lineageProtocol = {
  ...noQuestions,
  snapshot: LineageSnapshot,
  action: z.discriminatedUnion("type", [...commonActions, ChooseVersions]),
} as const;
