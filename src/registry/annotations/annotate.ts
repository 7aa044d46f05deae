import {
  decideAnnotations,
  type AnnotationChanges,
  type MarkingSubject,
} from "../../core/annotations/decide-marking.ts";
import type { Stamped } from "../../core/events/event.ts";
import type { AnnotationsChanged } from "../../core/model/markings.ts";
import type { Registry } from "../registry.ts";

/** Writes on a model or a version, apart from its recipe; the history keeps what was there. */
export function annotate(
  registry: Registry,
  request: { readonly subject: MarkingSubject; readonly changes: AnnotationChanges },
): Promise<Stamped<AnnotationsChanged>> {
  return registry.commit((state) => decideAnnotations(state, request));
}
