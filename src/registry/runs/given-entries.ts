import { lstat } from "node:fs/promises";
import { basename } from "node:path";
import { isUri } from "../../core/model/data/uri.ts";
import type { Metrics, Parameters } from "../../core/model/recipe.ts";
import type { RunInput } from "../../core/model/run.ts";
import { hashFile } from "../../provenance/data/hash-file.ts";
import {
  readGivenMetrics,
  readGivenParameters,
  type GivenValues,
} from "../../provenance/values/given-values.ts";

/**
 * Reads metrics and parameters that were given one by one.
 *
 * @throws RegistryError `invalid-request`
 */
export function readGivenEntries(
  metrics: GivenValues,
  parameters: GivenValues,
): { readonly metrics: Metrics; readonly parameters: Parameters } {
  return { metrics: readGivenMetrics(metrics), parameters: readGivenParameters(parameters) };
}

/**
 * Describes data that a run reads: files by their SHA-256, others by their place alone.
 *
 * @param places URIs and absolute paths
 */
export function describeInputs(places: readonly string[]): Promise<RunInput[]> {
  return Promise.all(
    places.map(async (place): Promise<RunInput> => {
      const isFile = !isUri(place) && (await lstat(place).catch(() => undefined))?.isFile();
      const digest =
        isFile === true
          ? `sha256:${(await hashFile(place, basename(place), {})).sha256}`
          : "unknown";
      const name = basename(place) || place;
      return {
        name: name.slice(0, 500),
        digest,
        source: place,
        sourceType: isFile ? "local" : "uri",
      };
    }),
  );
}
