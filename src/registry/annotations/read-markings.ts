import type { MarkingSubject } from "../../core/annotations/decide-marking.ts";
import type { Annotations } from "../../core/model/markings.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import type { Registry } from "../registry.ts";

/** Tags and annotations of a model or a version. */
export interface Markings {
  readonly tags: Readonly<Record<string, string>>;
  readonly annotations: Annotations;
}

export function readMarkings(
  registry: Registry,
  { subject }: { readonly subject: MarkingSubject },
): Promise<Markings> {
  return registry.read((state) => markingsOf(state, subject));
}

/** Returns what people wrote on a model or a version, of a state. */
export function markingsOf(state: IndexQueries, { model, version }: MarkingSubject): Markings {
  return {
    tags: Object.fromEntries(state.tags(model, version)),
    annotations: state.annotations(model, version),
  };
}
