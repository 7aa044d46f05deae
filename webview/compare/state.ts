import * as z from "zod";
import { VersionId } from "../../src/core/model/ids.ts";

/**
 * Modes of showing rows: all or only different ones, and the place of rows equal in all versions.
 */
export const rowModes = {
  fold: "Fold equal rows",
  first: "Differences first",
  only: "Differences only",
} as const;

/** By what rows are sorted. */
export const rowOrders = {
  name: "Name",
  change: "Largest change",
} as const;

/** State of the comparison page: the versions compared, by which it is restored, and the view. */
export const ComparePageState = z.object({
  versions: z.array(VersionId).readonly().default([]),
  /** The version that changes are measured against, when a person chose one. */
  baseline: VersionId.optional(),
  rows: z.enum(["fold", "first", "only"]).default("fold"),
  sort: z.enum(["name", "change"]).default("name"),
  filter: z.string().default(""),
  /** Directions chosen by the person, by metric key. */
  directions: z.record(z.string(), z.enum(["higher", "lower", "neutral"])).default({}),
  /** The metric by which versions are ordered; else they are in the order chosen. */
  order: z.object({ key: z.string(), bestFirst: z.boolean() }).optional(),
  /** Sections whose equal rows are unfolded. */
  unfolded: z.array(z.string()).readonly().default([]),
});
export type ComparePageState = z.infer<typeof ComparePageState>;

/** Changes the page's state and shows it again; `undefined` removes. */
export type ChangeState = (change: {
  readonly [Key in keyof ComparePageState]?: ComparePageState[Key] | undefined;
}) => void;
