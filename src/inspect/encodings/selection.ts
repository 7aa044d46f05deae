/**
 * Parts of a large document to read: `"all"` of a value, or of an object only the keys named.
 * Everything else is skipped without being built.
 */
export type Selection = "all" | { readonly [key: string]: Selection };

/** The selection of a key; undefined if it is to be skipped. */
export function selectionOf(selection: Selection, key: string): Selection | undefined {
  if (selection === "all") return "all";
  return Object.hasOwn(selection, key) ? selection[key] : undefined;
}

/** Bytes of one selected value at most. */
export const maxSelected = 16 * 1024 * 1024;
/** Keys of one object at most. */
export const maxKeys = 100_000;
/** Objects and arrays within each other at most. */
export const maxDepth = 64;
