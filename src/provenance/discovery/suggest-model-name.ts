import { ModelName } from "../../core/model/ids.ts";
import { isGeneric, withoutVersionEndings } from "../values/naming-words.ts";

/**
 * Suggests a name for the model in a file or folder: the file's name without the parts that tell
 * versions apart; for `model.pkl` and the like the name of the nearest folder that tells more. An
 * existing model of that name is spelled as it is.
 */
export function suggestModelName(
  path: string,
  existing: readonly ModelName[],
): ModelName | undefined {
  const parts = path.split(/[\\/]+/).filter((part) => part !== "" && !/^[A-Za-z]:$/.test(part));
  const names = parts
    .toReversed()
    .map((part, index) => (index === 0 ? part.replace(/\.[A-Za-z0-9]{1,12}$/, "") : part))
    .map(withoutVersionEndings);
  // A name without a letter or digit was chosen by somebody: what it means can't be known.
  if (names[0] !== undefined && !/[\p{L}\p{N}]/u.test(names[0])) return undefined;
  const telling = names.find((name) => name !== "" && !isGeneric(name)) ?? names[0];
  if (telling === undefined) return undefined;
  const known = existing.find((model) => foldedName(model) === foldedName(telling));
  return known ?? ModelName.safeParse(asModelName(telling)).data;
}

/**
 * Returns what is the same of names that are one to a person: `Fraud_Detection`, `fraud-detection`.
 */
export function foldedName(name: string): string {
  return name.toLowerCase().replace(/[-_. ]+/g, "-");
}

function asModelName(text: string): string {
  return text
    .normalize("NFC")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(/[^\p{L}\p{M}\p{N} ._-]+/gu, "-")
    .replace(/^[^\p{L}\p{N}]+/u, "")
    .slice(0, 100)
    .replace(/[^\p{L}\p{M}\p{N}]+$/u, "");
}
