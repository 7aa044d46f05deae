import type { ModelName } from "../../core/model/ids.ts";
import { readModelName } from "../../core/models/model-name.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";

/**
 * Parses the name of a model as a person gives it.
 *
 * @throws RegistryError `invalid-request`
 */
export function parseModelName(text: string): ModelName {
  const read = readModelName(text);
  if ("code" in read) throw new RegistryError(read);
  return read.name;
}
