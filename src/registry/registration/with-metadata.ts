import { resolve } from "node:path";
import type { Claims } from "../../core/model/inspection/claims.ts";
import type { ModelMetadata } from "../../core/model/inspection/model-metadata.ts";
import type { Annotations } from "../../core/model/markings.ts";
import type { JsonObject } from "../../core/model/recipe/json-value.ts";
import type { MissingFact } from "../../core/model/recipe.ts";
import { readMetadataFile, type MetadataFile } from "../../provenance/metadata/metadata-file.ts";
import type { DeclaredParent } from "../../provenance/metadata/read-parents.ts";
import { relativePath } from "../files/relative-path.ts";
import type { Registry } from "../registry.ts";
import type { RecipeFiles } from "./capture-recipe.ts";
import type { DeclaredRecipe } from "./declared-recipe.ts";
import { isAnotherModel } from "./foreign-evidence.ts";
import { foreignMetadata, leftOut } from "./foreign-metadata.ts";
import { unlessFound } from "./unless-found.ts";
import { readWandbMetadata } from "./wandb-run.ts";

/** Parts of a registration request that a metadata file can add to. */
interface Described extends Pick<
  RecipeFiles,
  "datasets" | "metadataFile" | "historyFiles" | "found"
> {
  readonly model: string;
  readonly paths: readonly string[];
  readonly imported?: unknown;
  readonly description?: string;
  readonly annotations?: Annotations;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The request with the contents of the metadata file. */
type WithMetadata<R> = R & {
  readonly metadata?: ModelMetadata;
  readonly licence?: string;
  readonly testSets?: readonly string[];
  readonly declared?: DeclaredRecipe;
  readonly declaredParents?: readonly DeclaredParent[];
  readonly claims?: Claims;
  /** Parts of the metadata file that are not recorded. */
  readonly skippedMetadata?: readonly MissingFact[];
};

/**
 * Adds the contents of the metadata file that a request names. Fields of the request itself take
 * precedence. A file that was found, not named, and belongs to another model or version is left out
 * and reported.
 *
 * @throws RegistryError `file-problem`
 */
export async function withMetadata<R extends Described>(
  registry: Registry,
  request: R,
): Promise<WithMetadata<R>> {
  const { folder } = registry;
  const { metadataFile, found = [] } = request;
  if (metadataFile === undefined) return request;
  const path = resolve(folder, metadataFile);
  const missing: MissingFact[] = [];
  const read = await unlessFound(request, metadataFile, missing, async () => {
    const ofRun = await readWandbMetadata(path);
    return { isRun: ofRun !== undefined, content: ofRun ?? (await readMetadataFile(path)) };
  });
  if (!read) return { ...request, skippedMetadata: missing };
  const { content, isRun } = read;
  const { metadata, annotations, licence, testSets, skipped, claims, tags, parents } = content;
  if (found.includes(metadataFile)) {
    const foreign =
      request.imported === undefined
        ? await foreignMetadata(registry, request.model, claims)
        : await foreignBeside(registry, request, claims);
    if (foreign) return { ...request, skippedMetadata: [foreign] };
  }
  const { description = "", ...notes } = annotations;
  const tested = new Set(testSets.map((each) => resolve(folder, each)));
  const source = relativePath(folder, path);
  const { held, otherMetadata } =
    request.imported === undefined
      ? { held: claims, otherMetadata: content.otherMetadata }
      : withoutNumbers(claims, content.otherMetadata);
  return {
    ...request,
    description: request.description?.trim() ? request.description : description,
    annotations: { ...notes, ...request.annotations },
    tags: { ...tags, ...request.tags },
    ...(licence !== undefined && { licence }),
    metadata: { source, ...metadata },
    ...(isRun && withHistory(request, metadataFile)),
    datasets: request.datasets.filter((each) => !tested.has(resolve(folder, each))),
    testSets: [...tested],
    // What only a file names that was found prevents no registration either.
    ...(found.includes(metadataFile) && { found: [...found, ...tested] }),
    declared: declaredRecipe(source, content, otherMetadata),
    declaredParents: parents,
    claims: held,
    skippedMetadata: skipped,
  };
}

/** Takes what a run logged by step from its folder as well. */
function withHistory(
  { historyFiles = [] }: Described,
  run: string,
): Pick<Described, "historyFiles"> {
  return { historyFiles: [...new Set([...historyFiles, run])] };
}

function declaredRecipe(
  source: string,
  content: MetadataFile,
  otherMetadata: JsonObject,
): DeclaredRecipe {
  const { metrics, parameters, data, featureSets, run, command, packages } = content;
  return {
    ...{ source, metrics, parameters, data, featureSets, packages, otherMetadata },
    ...(run && { run }),
    ...(command && { command }),
  };
}

/** Returns the reason to leave out a file beside an imported version: it names another model. */
async function foreignBeside(
  registry: Registry,
  request: Described,
  { model }: Claims,
): Promise<MissingFact | undefined> {
  if (!model || !(await isAnotherModel(registry, request, model.says))) return undefined;
  return leftOut(model, `it is of the model ${model.says}`, "metadata");
}

/**
 * Moves an imported version's names and numbers to other metadata: they are not those of the
 * registry.
 */
function withoutNumbers(
  { model, version, ...held }: Claims,
  other: JsonObject,
): { readonly held: Claims; readonly otherMetadata: JsonObject } {
  const otherMetadata = {
    ...(model && { model_name: model.says }),
    ...(version && { model_version: version.says }),
    ...other,
  };
  return { held, otherMetadata };
}
