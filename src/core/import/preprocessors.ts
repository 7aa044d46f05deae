import { addTo } from "../add-to.ts";
import { preprocessorWords } from "../registration/guess-role.ts";
import { readModelFileName } from "../registration/model-file-name.ts";
import {
  readKeptPath,
  type ModelFamily,
  type DiscoveredFile,
  type KeptVersion,
} from "./import-plan.ts";
import { isModelByName, ownerByName } from "./side-files.ts";

/** Families of models, and the files that prepare data for each of their versions. */
export interface PairedFamilies {
  readonly families: readonly ModelFamily[];
  /** By the paths of the versions that they belong to. */
  readonly preprocessors: ReadonlyMap<string, readonly DiscoveredFile[]>;
  /** Paths of preprocessors that could not be assigned to a version. */
  readonly unpaired: ReadonlySet<string>;
}

const word = new RegExp(`\\p{L}*(${preprocessorWords.source})\\p{L}*`, "giu");

/**
 * Assigns a scaler, an encoder or the like to the version that it prepares data for:
 * `scaler_v2.pkl` and `fraud_scaler_v2.pkl` to `fraud_v2.pkl`, `v1/scaler.pkl` to `v1/model.pkl`.
 * One that could belong to several versions, or to none, stays a family of its own. If nothing else
 * was found, an `encoder_v1.onnx` is a model like any other.
 */
export function pairPreprocessors(families: readonly ModelFamily[]): PairedFamilies {
  const models = families.flatMap(({ versions }) =>
    versions.filter(({ file }) => isModelByName(file.path)),
  );
  const preprocessors = new Map<string, DiscoveredFile[]>();
  const unpaired = new Set<string>();
  if (models.length === 0) return { families, preprocessors, unpaired };
  const paired = new Set<string>();
  for (const { file } of families.flatMap(({ versions }) => versions)) {
    if (isModelByName(file.path)) continue;
    const owner = ownerOf(file, models);
    if (!owner) {
      unpaired.add(file.path);
      continue;
    }
    paired.add(file.path);
    const { path } = owner.file;
    addTo(preprocessors, path, file);
  }
  const left = families.map(({ title, versions }) => ({
    title,
    versions: versions.filter(({ file }) => !paired.has(file.path)),
  }));
  return {
    families: left.filter(({ versions }) => versions.length > 0),
    preprocessors,
    unpaired,
  };
}

function ownerOf(
  { path, isFolder }: DiscoveredFile,
  models: readonly KeptVersion[],
): KeptVersion | undefined {
  const last = path.slice(path.lastIndexOf("/") + 1);
  const stem = isFolder ? last : readModelFileName(last).stem;
  return ownerByName(readKeptPath(path, stem.replace(word, " ").trim()), models);
}
