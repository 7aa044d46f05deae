import { readTag } from "../../core/annotations/decide-marking.ts";
import type { ModelName } from "../../core/model/ids.ts";
import type { TagKey } from "../../core/model/markings.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";

/**
 * Reads the tags that a new version of a model gets; undefined if there are none.
 *
 * @throws RegistryError `invalid-request`
 */
export function writtenTags(
  model: ModelName,
  tags: Readonly<Record<string, string>> = {},
): Readonly<Record<TagKey, string>> | undefined {
  const written = Object.entries(tags).map(([key, value]) => {
    const tag = readTag(`this version of ${model}`, key, value);
    if ("code" in tag) throw new RegistryError(tag);
    return [tag.key, tag.value] as const;
  });
  return written.length === 0 ? undefined : Object.fromEntries(written);
}
