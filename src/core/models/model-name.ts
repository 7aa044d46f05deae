import { ModelName } from "../model/ids.ts";
import type { Refusal } from "../refusals/refusal.ts";
import { invisibleCharacter } from "../text/invisible-characters.ts";

/** Reads a model's name as a person typed it, or says why it can't be one. */
export function readModelName(text: string): { readonly name: ModelName } | Refusal {
  const invisible = invisibleCharacter(text.trim());
  if (invisible !== undefined) {
    return {
      code: "invalid-request",
      reason: "model-name-invisible",
      name: text,
      character: invisible,
    };
  }
  const parsed = ModelName.safeParse(text.trim());
  if (parsed.success) return { name: parsed.data };
  return { code: "invalid-request", reason: "model-name-invalid", name: text };
}
