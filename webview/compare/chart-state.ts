import * as z from "zod";

/** Kinds of charts of a comparison, with the words of their tabs. */
export const chartKinds = {
  bars: "Bars",
  parallel: "Parallel coordinates",
  scatter: "Scatter plot",
  history: "History by step",
} as const;
export type ChartKind = keyof typeof chartKinds;

/** The charts of a comparison: whether they are in sight, and what they show. */
export const ChartChoices = z.object({
  open: z.boolean().default(false),
  kind: z.enum(["bars", "parallel", "scatter", "history"]).default("bars"),
  /** Absent: the main one. */
  metric: z.string().optional(),
  parameter: z.string().optional(),
});
export type ChartChoices = z.infer<typeof ChartChoices>;

/** Changes some of the choices and shows the page again. */
export type ChangeCharts = (change: Partial<ChartChoices>) => void;
