import { basename } from "node:path";
import type { Claim, Claims } from "../core/claims.ts";
import { ModelName, VersionNumber } from "../core/ids.ts";
import type { MissingFact } from "../core/recipe.ts";
import { versionTitle } from "../core/version.ts";
import type { Registry } from "./registry.ts";

/**
 * Returns the reason to leave out a metadata file that nobody named: by its own fields it is of
 * another model, or of a version that is registered already. Undefined if it may be of this one.
 */
export async function foreignMetadata(
  registry: Registry,
  model: string,
  { model: name, version }: Claims,
): Promise<MissingFact | undefined> {
  if (name && folded(name.says) !== folded(model)) {
    return leftOut(name, `it is of the model ${name.says}`);
  }
  const known = ModelName.safeParse(model.trim().normalize("NFC"));
  if (!version || !known.success) return undefined;
  const number = VersionNumber.safeParse(Number(/^v?(\d+)(\.0)*$/i.exec(version.says)?.[1]));
  const earlier = await registry.read((state) => {
    const labelled = [version.says, version.says.replace(/^v/i, "")]
      .map((label) => state.versionLabelled(known.data, label))
      .find((each) => each !== undefined);
    return (
      labelled ?? (number.success ? state.versionNumbered(known.data, number.data) : undefined)
    );
  });
  return earlier && leftOut(version, `it is of ${versionTitle(earlier)}`);
}

function leftOut({ field }: Claim, why: string): MissingFact {
  const [file = field] = field.split(": ");
  const reason = `found, and left out: ${why}; name it with --metadata to record it`;
  return { about: basename(file), reason };
}

/** Names of models differ in case and separators from file to file. */
function folded(name: string): string {
  return name
    .toLowerCase()
    .normalize("NFC")
    .replaceAll(/[\s._-]+/g, "");
}
