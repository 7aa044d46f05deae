import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { VersionId } from "../../src/core/model/ids.ts";
import { ChartChoices } from "./chart-state.ts";

/**
 * Modes of showing rows: all or only different ones, and the place of rows equal in all versions.
 */
export function rowModes(): Readonly<Record<ComparePageState["rows"], string>> {
  return {
    fold: l10n.t("Fold equal rows"),
    first: l10n.t("Differences first"),
    only: l10n.t("Differences only"),
  };
}

/** By what rows are sorted. */
export function rowOrders(): Readonly<Record<ComparePageState["sort"], string>> {
  return { name: l10n.t("Name"), change: l10n.t("Largest change") };
}

const versionIds = z.array(VersionId).readonly().default([]);

/** State of the comparison page: the versions compared, by which it is restored, and the view. */
export const ComparePageState = z.object({
  versions: versionIds,
  /**
   * The version that changes are measured against. It is chosen once, by a person or when the page is
   * opened, and stays whatever happens in the registry.
   */
  baseline: VersionId.optional(),
  rows: z.enum(["fold", "first", "only"]).default("fold"),
  sort: z.enum(["name", "change"]).default("name"),
  filter: z.string().default(""),
  /** Directions chosen by the person, by metric key. */
  directions: z.record(z.string(), z.enum(["higher", "lower", "neutral"])).default({}),
  /** The metric by which versions are ordered. */
  order: z.object({ key: z.string(), bestFirst: z.boolean() }).optional(),
  /** The order into which the person moved versions; those not in it come last. */
  moved: versionIds,
  /** Versions that stay in sight beside the baseline. */
  pinned: versionIds,
  /** Versions that are not shown. */
  hidden: versionIds,
  /** True if versions are rows. */
  transposed: z.boolean().default(false),
  /** True for low rows and narrow columns, without bars. */
  compact: z.boolean().default(false),
  /** The charts and what they show. */
  charts: ChartChoices.default(ChartChoices.parse({})),
  /** Sections whose equal rows are unfolded. */
  unfolded: z.array(z.string()).readonly().default([]),
});
export type ComparePageState = z.infer<typeof ComparePageState>;

/** Changes the page's state and shows it again; `undefined` removes. */
export type ChangeState = (change: {
  readonly [Key in keyof ComparePageState]?: ComparePageState[Key] | undefined;
}) => void;
