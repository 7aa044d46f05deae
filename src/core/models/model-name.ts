import { ModelName, modelNameRule } from "../model/ids.ts";
import type { Refusal } from "../refusals/refusal.ts";
import { invisibleCharacter } from "../text/invisible-characters.ts";

/** Reads a model's name as a person typed it, or says why it can't be one. */
export function readModelName(text: string): { readonly name: ModelName } | Refusal {
  const invisible = invisibleCharacter(text.trim());
  if (invisible !== undefined) {
    return {
      code: "invalid-request",
      message: `“${text}” can't be a model name: it has an invisible character (${invisible}).`,
      wayOut: "Type the name anew.",
    };
  }
  const parsed = ModelName.safeParse(text.trim());
  if (parsed.success) return { name: parsed.data };
  return {
    code: "invalid-request",
    message: `“${text}” can't be a model name.`,
    wayOut: `Use ${modelNameRule}.`,
  };
}
