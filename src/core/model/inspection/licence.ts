import type { MissingFact, Recipe } from "../recipe.ts";
import type { RecordedInspection } from "./recorded-inspection.ts";

/** A licence, and the file that says so. */
export interface StatedLicence {
  readonly licence: string;
  readonly source: string;
}

/**
 * Keys under which model files and cards name their licence: ONNX and safetensors have free keys
 * (`modelspec.license` is that of https://github.com/Stability-AI/ModelSpec), GGUF has
 * `general.license` (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).
 */
const keys = [
  ...["license", "licence", "general.license", "modelspec.license", "license_name"],
  ...["general.license.name", "License", "Licence", "LICENSE", "spdx", "SPDX"],
];

/** Returns whether a key of a model file's metadata names a licence. */
export function isLicenceKey(key: string): boolean {
  return keys.includes(key);
}

/** Returns the licence that the metadata of a model file names. */
export function licenceIn(metadata: Readonly<Record<string, string>> = {}): string | undefined {
  const named = keys.map((key) => metadata[key]?.trim()).filter((text) => text);
  // “other” is what the Hugging Face Hub has for those with a name of their own.
  const licence = named.find((text) => text?.toLowerCase() !== "other") ?? named[0];
  return licence?.slice(0, 250);
}

/** Returns what model files and the cards in model folders say of the licence. */
export function statedLicences(
  inspection: RecordedInspection,
  source: string,
): readonly StatedLicence[] {
  const files = inspection.files.map(({ path, description }) => ({
    source: path,
    licence: licenceIn(description.metadata),
  }));
  const whole = { source, licence: licenceIn(inspection.description.metadata) };
  const isOfFile = files.some(({ licence }) => licence === whole.licence);
  return [...(isOfFile ? [] : [whole]), ...files].flatMap(({ licence, source: said }) =>
    licence === undefined ? [] : [{ licence, source: said }],
  );
}

/** Chooses the first of several licences; the others contradict it unless they are the same. */
export function chooseLicence(stated: readonly StatedLicence[]): {
  readonly chosen?: StatedLicence;
  readonly contradictions: readonly MissingFact[];
} {
  const [chosen, ...others] = stated;
  if (!chosen) return { contradictions: [] };
  const contradictions = others
    .filter(({ licence }) => folded(licence) !== folded(chosen.licence))
    .map(({ licence, source }): MissingFact => {
      const reason = `says ${licence}; ${chosen.source} says ${chosen.licence}, which counts`;
      return { about: `${source}: licence`, reason, kind: "contradiction" };
    });
  return { chosen, contradictions };
}

interface Licensed {
  readonly recipe: Pick<Recipe, "license" | "licenseSource">;
  readonly inspection?: RecordedInspection | undefined;
}

/** Returns the licence of a version: as it was recorded, else as its model files say. */
export function licenceOf({ recipe, inspection }: Licensed): string | undefined {
  return recipe.license ?? licenceIn(inspection?.description.metadata);
}

/** Returns the licence with the file that says it. */
export function licenceText(version: Licensed): string | undefined {
  const licence = licenceOf(version);
  const { licenseSource: source } = version.recipe;
  return licence === undefined || source === undefined ? licence : `${licence} (${source})`;
}

/** Names of one licence differ in case and separators: `Apache-2.0`, `apache 2.0`. */
function folded(licence: string): string {
  return licence.toLowerCase().replaceAll(/[\s_-]+|\blicen[cs]e\b/g, "");
}
