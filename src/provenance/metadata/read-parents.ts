import type { ParentRelation } from "../../core/model/data/parent.ts";

/** A model that a version was made from, as a metadata file names it. */
export interface DeclaredParent {
  readonly relation: ParentRelation;
  /**
   * A model's name, a reference (`fraud@3`), a URI, or the id of a model on the Hugging Face Hub.
   */
  readonly name: string;
  /** Number, label or stage, where it stands apart from the name. */
  readonly version?: string;
  /** True if it is the base of a fine-tuning, which model cards name by its id on the Hub. */
  readonly isBase?: true;
  /** The field's name as it is written. */
  readonly field: string;
}

/** Reads one or several names of models; undefined if they are none. */
export function readNames(value: unknown): readonly string[] | undefined {
  const names = [value]
    .flat()
    .map((each: unknown) =>
      typeof each === "string" && each.trim() !== "" ? each.trim() : undefined,
    );
  const known = names.filter((name) => name !== undefined);
  return known.length === names.length && known.length > 0 ? known.slice(0, 100) : undefined;
}
