import * as l10n from "@vscode/l10n";
import * as z from "zod";

/** Kinds of charts of a comparison, in the order of their tabs. */
export const chartKinds = ["bars", "parallel", "scatter", "history"] as const;
export type ChartKind = (typeof chartKinds)[number];

export function chartKindTitle(kind: ChartKind): string {
  return {
    bars: l10n.t("Bars"),
    parallel: l10n.t("Parallel coordinates"),
    scatter: l10n.t("Scatter plot"),
    history: l10n.t("History by step"),
  }[kind];
}

/** The charts of a comparison: whether they are in sight, and what they show. */
export const ChartChoices = z.object({
  open: z.boolean().default(false),
  kind: z.enum(chartKinds).default("bars"),
  /** Absent: the main one. */
  metric: z.string().optional(),
  parameter: z.string().optional(),
  /** Ranges on the axes of parallel coordinates, by the id of the axis. */
  ranges: z
    .record(z.string(), z.object({ low: z.number().optional(), high: z.number().optional() }))
    .default({}),
  /** The axis whose range can be typed. Absent: the last. */
  rangedAxis: z.string().optional(),
});
export type ChartChoices = z.infer<typeof ChartChoices>;

/** Changes some of the choices and shows the page again. */
export type ChangeCharts = (change: Partial<ChartChoices>) => void;
