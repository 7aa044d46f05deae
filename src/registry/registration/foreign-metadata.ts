import { basename } from "node:path";
import { ModelName, VersionNumber } from "../../core/model/ids.ts";
import type { Claim, Claims } from "../../core/model/inspection/claims.ts";
import type { MissingFact } from "../../core/model/recipe.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import type { Registry } from "../registry.ts";

/**
 * Returns the reason to leave out a metadata file that was found, not named: its fields belong to
 * another model, or to a version that is registered already. Undefined if it may be of this one.
 */
export async function foreignMetadata(
  registry: Registry,
  model: string,
  { model: name, version }: Claims,
): Promise<MissingFact | undefined> {
  if (name && foldedName(name.says) !== foldedName(model)) {
    return leftOut(name, `it is of the model ${name.says}`, "metadata");
  }
  if (!version) return undefined;
  const earlier = await registeredVersion(registry, model, version.says);
  return earlier && leftOut(version, `it is of ${versionTitle(earlier)}`, "metadata");
}

/** Finds the version of a model that a file calls `3`, `v3` or by its label. */
export async function registeredVersion(
  registry: Registry,
  model: string,
  text: string,
): Promise<Version | undefined> {
  const known = ModelName.safeParse(model.trim().normalize("NFC"));
  if (!known.success) return undefined;
  const number = VersionNumber.safeParse(Number(/^v?(\d+)(\.0)*$/i.exec(text)?.[1]));
  return registry.read((state) => {
    const labelled = [text, text.replace(/^v/i, "")]
      .map((label) => state.versionLabelled(known.data, label))
      .find((each) => each !== undefined);
    return (
      labelled ?? (number.success ? state.versionNumbered(known.data, number.data) : undefined)
    );
  });
}

/** Returns the fact that a file was found and left out; named as what it is, it is recorded. */
export function leftOut(
  { field }: Claim,
  why: string,
  kind: "metadata" | "metrics" | "parameters",
): MissingFact {
  const [file = field] = field.split(": ");
  const reason = `found, and left out: ${why}; name it as ${kind} to record it`;
  return { about: basename(file), reason, kind: "foreign" };
}

/** Folds the name of a model: case and separators differ from file to file. */
export function foldedName(name: string): string {
  return name
    .toLowerCase()
    .normalize("NFC")
    .replaceAll(/[\s._-]+/g, "");
}
