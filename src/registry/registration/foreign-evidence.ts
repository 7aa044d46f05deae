import { readdir } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { readVersionName } from "../../core/import/version-name.ts";
import { isArchitecture } from "../../core/import/version-words.ts";
import type { Claim, Claims } from "../../core/model/inspection/claims.ts";
import type { MissingFact } from "../../core/model/recipe.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { readModelFileName } from "../../core/registration/model-file-name.ts";
import { readEvidenceClaims } from "../../provenance/discovery/evidence-claims.ts";
import type { Registry } from "../registry.ts";
import type { RecipeFiles } from "./capture-recipe.ts";
import { foldedName, leftOut, registeredVersion } from "./foreign-metadata.ts";

/** A request whose files of metrics and parameters may have been found. */
interface Evident extends Pick<RecipeFiles, "metricsFiles" | "parametersFiles" | "found"> {
  readonly model: string;
  readonly paths: readonly string[];
  readonly imported?: unknown;
}

/** The same without the files of other versions and models. */
type WithoutForeign<R> = R & {
  /** Claims about the version in the files that are left. */
  readonly otherClaims: readonly Claims[];
  /** Files that were left out, with the reasons. */
  readonly foreign: readonly MissingFact[];
};

/**
 * Leaves out files of metrics and parameters that were found, not named, and whose own fields
 * belong to another model or to a version that is registered already.
 */
export async function withoutForeign<R extends Evident>(
  registry: Registry,
  request: R,
): Promise<WithoutForeign<R>> {
  const otherClaims: Claims[] = [];
  const foreign: MissingFact[] = [];
  const ownFiles = async (
    kind: "metrics" | "parameters",
    paths: readonly string[],
  ): Promise<readonly string[]> => {
    const own: string[] = [];
    for (const path of paths) {
      const claims = await claimsOf(resolve(registry.folder, path), kind);
      const isFound = request.found?.includes(path) === true;
      const reason = isFound ? await foreignFile(registry, request, claims, kind) : undefined;
      if (reason) foreign.push(reason);
      else {
        own.push(path);
        otherClaims.push(comparable(claims, kind, request));
      }
    }
    return own;
  };
  const metricsFiles = await ownFiles("metrics", request.metricsFiles);
  const parametersFiles = await ownFiles("parameters", request.parametersFiles);
  return { ...request, metricsFiles, parametersFiles, otherClaims, foreign };
}

/** Returns the claims of a file; none if it can't be read, which capturing the recipe reports. */
async function claimsOf(path: string, kind: "metrics" | "parameters"): Promise<Claims> {
  try {
    return await readEvidenceClaims(path, kind);
  } catch (error) {
    if (error instanceof RegistryError) return {};
    throw error;
  }
}

async function foreignFile(
  registry: Registry,
  request: Evident,
  { model, version }: Claims,
  kind: "metrics" | "parameters",
): Promise<MissingFact | undefined> {
  if (model && (await isAnotherModel(registry, request, model.says))) {
    return leftOut(model, `it is of the model ${model.says}`, kind);
  }
  // The numbers that people gave to kept versions are not those of the registry.
  if (!version || request.imported !== undefined) return undefined;
  const earlier = await registeredVersion(registry, request.model, version.says);
  return earlier && leftOut(version, `it is of ${earlier.model} ${earlier.number}`, kind);
}

/**
 * Returns whether a name is that of another model, for certain: `model: random_forest` is an
 * algorithm. It is one that is registered, or that of a model file beside this one.
 */
export async function isAnotherModel(
  registry: Registry,
  { model, paths }: Pick<Evident, "model" | "paths">,
  name: string,
): Promise<boolean> {
  const wanted = foldedName(name);
  const stems = paths.flatMap((path) => {
    const { stem } = readModelFileName(basename(path));
    return [stem, readVersionName(stem).stem].map(foldedName);
  });
  if (wanted === foldedName(model) || stems.includes(wanted)) return false;
  const models = await registry.read((state) => state.models());
  if (models.some((each) => foldedName(each.name) === wanted)) return true;
  const [first = ""] = paths;
  const beside = await readdir(dirname(resolve(registry.folder, first))).catch(() => []);
  return beside
    .map(readModelFileName)
    .some(({ isModel, stem }) => isModel && foldedName(stem) === wanted);
}

/**
 * Returns the claims to compare with the version. The model's name counts only in metrics and if it
 * is not that of an algorithm, the version number only if the version is not imported.
 */
function comparable(claims: Claims, kind: string, { imported }: Evident): Claims {
  const { model, version, ...others } = claims;
  return {
    ...others,
    ...(model && kind === "metrics" && !isAlgorithm(model) && { model }),
    ...(version && imported === undefined && { version }),
  };
}

const algorithm =
  /classif|regress|forest|boost|xgb|lgbm|lightgbm|svm|svc|svr|knn|neighbou?r|mlp|cnn|rnn|lstm|gru|bert|gpt|transformer|network|net\d*$|tree|linear|logistic|ridge|lasso|bayes|ensemble|baseline|k-?means|pipeline|\//i;

function isAlgorithm({ says }: Claim): boolean {
  return algorithm.test(says) || says.split(/[\s._-]+/).some(isArchitecture);
}
