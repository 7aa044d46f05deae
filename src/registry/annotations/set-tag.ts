import {
  decideTag,
  decideTagRemoval,
  type MarkingSubject,
} from "../../core/annotations/decide-marking.ts";
import type { Stamped } from "../../core/events/event.ts";
import type { TagRemoved, TagSet } from "../../core/model/markings.ts";
import type { Registry } from "../registry.ts";

/** Sets a tag of a model or a version. */
export function setTag(
  registry: Registry,
  request: { readonly subject: MarkingSubject; readonly key: string; readonly value: string },
): Promise<Stamped<TagSet>> {
  return registry.commit((state) => decideTag(state, request));
}

export function removeTag(
  registry: Registry,
  request: { readonly subject: MarkingSubject; readonly key: string },
): Promise<Stamped<TagRemoved>> {
  return registry.commit((state) => decideTagRemoval(state, request));
}
