import * as z from "zod";
import { VersionId } from "../../src/core/model/ids.ts";

/** State of the page of a model: what it shows, and what is selected. */
export const ModelPageState = z.object({
  /** The metric of the chart, when a person chose one. */
  metric: z.string().optional(),
  filter: z.string().default(""),
  /** A column, and which way the table is sorted by it. */
  sorting: z
    .object({ column: z.string(), descending: z.boolean() })
    .default({ column: "version", descending: true }),
  /** Columns that a person chose; else those that the model suggests. */
  columns: z.array(z.string()).readonly().optional(),
  selected: z.array(VersionId).readonly().default([]),
  /** True while the columns are being chosen. */
  choosing: z.boolean().default(false),
});
export type ModelPageState = z.infer<typeof ModelPageState>;

/** Changes the page's state and shows it again; `undefined` removes. */
export type ChangeState = (change: {
  readonly [Key in keyof ModelPageState]?: ModelPageState[Key] | undefined;
}) => void;
