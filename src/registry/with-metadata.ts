import { resolve } from "node:path";
import type { Annotations } from "../core/markings.ts";
import type { ModelMetadata } from "../core/model-metadata.ts";
import type { MissingFact } from "../core/recipe.ts";
import { readMetadataFile } from "../provenance/metadata-file.ts";
import type { RecipeFiles } from "./capture-recipe.ts";
import type { Registry } from "./registry.ts";
import { relativePath } from "./relative-path.ts";
import { unlessFound } from "./unless-found.ts";

/** What somebody says of a version that is registered. */
interface Described extends Pick<RecipeFiles, "datasets" | "metadataFile" | "found"> {
  readonly description?: string;
  readonly annotations?: Annotations;
}

/** The same with what the metadata file says. */
type WithMetadata<R> = R & {
  readonly metadata?: ModelMetadata;
  readonly licence?: string;
  readonly testSets?: readonly string[];
  /** Parts of the metadata file that are not recorded. */
  readonly skippedMetadata?: readonly MissingFact[];
};

/**
 * Adds what the metadata file of a request says, if it names one. What the request itself says of the
 * same field stands.
 *
 * @throws RegistryError `file-problem`
 */
export async function withMetadata<R extends Described>(
  { folder }: Registry,
  request: R,
): Promise<WithMetadata<R>> {
  if (request.metadataFile === undefined) return request;
  const path = resolve(folder, request.metadataFile);
  const missing: MissingFact[] = [];
  const content = await unlessFound(request, request.metadataFile, missing, () =>
    readMetadataFile(path),
  );
  if (!content) return { ...request, skippedMetadata: missing };
  const { metadata, annotations, licence, testSets, skipped } = content;
  const { description = "", ...notes } = annotations;
  const tested = new Set(testSets.map((each) => resolve(folder, each)));
  return {
    ...request,
    description: request.description?.trim() ? request.description : description,
    annotations: { ...notes, ...request.annotations },
    ...(licence !== undefined && { licence }),
    metadata: { source: relativePath(folder, path), ...metadata },
    datasets: request.datasets.filter((each) => !tested.has(resolve(folder, each))),
    testSets: [...tested],
    skippedMetadata: skipped,
  };
}
