import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { columnCount } from "../../text/counts.ts";
import { Timestamp } from "../ids.ts";
import { Digests, digestText } from "./digests.ts";
import { Uri } from "./uri.ts";

const Name = z.string().min(1).max(256);

/** Data that a version was trained, validated or tested on. */
export const Dataset = z.lazy(() =>
  z
    .object({
      name: Name,
      /** Version as the source counts it: of a DVC revision, a table or a hub. */
      version: Name.optional(),
      /** Path of a file or folder of the workspace: relative to its folder, `/` separators. */
      path: z.string().max(4096).optional(),
      /** URI of data outside the workspace. */
      uri: Uri.optional(),
      digests: Digests,
      /** Bytes. */
      size: z.int().min(0).optional(),
      /** Data rows, header not counted, where that was cheap to know. */
      rows: z.int().min(0).optional(),
      columns: z.int().min(0).optional(),
      /** Purpose, if it was given or the name tells it: `training`, `validation`, `test`… */
      role: z.string().min(1).max(64).optional(),
      /** The column to be predicted. */
      target: Name.optional(),
      /** Time at which the data was taken over from its source. */
      ingested: Timestamp.optional(),
    })
    .readonly(),
);
export type Dataset = z.infer<typeof Dataset>;

/** Features that a version takes, under a name: a view of a feature store, a list of columns. */
export const FeatureSet = z.lazy(() =>
  z
    .object({
      name: Name,
      version: Name.optional(),
      columns: z.array(Name).max(10_000).readonly().optional(),
    })
    .readonly(),
);
export type FeatureSet = z.infer<typeof FeatureSet>;

/**
 * Returns the place of a dataset: its path, else its URI, else its name. All versions of a dataset
 * have the same place.
 */
export function datasetPlace({ path, uri, name }: Dataset): string {
  return path ?? uri ?? name;
}

/**
 * Returns a text that differs when the data differs: a digest, else the version as its source
 * counts it.
 */
export function datasetContent({ digests, version }: Dataset): string | undefined {
  return digestText(digests) ?? version;
}

/** Returns a short text of a feature set: `v3, 12 columns`. */
export function featureSetText({ version, columns }: FeatureSet): string {
  const facts = [version, columns && columnCount(columns.length)].filter(Boolean);
  return facts.join(", ") || l10n.t("recorded");
}

/** Returns the title of a dataset: `fraud-labels@7`, `train.csv`. */
export function datasetTitle({ name, version }: Dataset): string {
  return version === undefined ? name : `${name}@${version}`;
}

/**
 * Returns what stands beside the path or URI of a dataset: its name where the path doesn't say it,
 * its version, and the day on which it was taken over. Empty if nothing of it is known.
 */
export function datasetNotes(dataset: Dataset): readonly string[] {
  const { name, version, path, uri, ingested } = dataset;
  const isNamedByPlace = (path ?? uri ?? name).split("/").at(-1) === name;
  return [
    ...(isNamedByPlace ? [] : [datasetTitle(dataset)]),
    ...(isNamedByPlace && version !== undefined ? [l10n.t("version {0}", version)] : []),
    ...(ingested === undefined ? [] : [l10n.t("ingested {0}", ingested.slice(0, 10))]),
  ];
}
