/** Names that say what kind of thing something is, not which one. */
const generic = new Set(
  (
    "model models pytorch tf keras onnx saved savedmodel weights checkpoint checkpoints ckpt artifact " +
    "artifacts output outputs out runs run build dist src data dataset datasets train training test " +
    "val validation eval metrics params raw processed best final latest last new old copy file export " +
    "exports results result reports bin lib tmp mnt home"
  ).split(" "),
);

/** Endings that tell versions of one thing apart: `_v2`, `-final`, `.2024-01-31`, `_epoch10`. */
const versionEnding =
  /[-_. ]*(\bv?\d+(\.\d+)*|v\d+(\.\d+)*|\d{4}-?\d{2}-?\d{2}([T_-]?\d{4,6})?|(epoch|step|iter|fold|seed)[-_]?\d+|final|best|latest|last|new|old|copy|\(\d+\))$/i;

/** Returns a name without the endings by which people tell versions apart; never empty. */
export function withoutVersionEndings(name: string): string {
  for (let rest = name; ;) {
    const shorter = rest.replace(versionEnding, "");
    if (shorter === rest || shorter === "") return rest;
    rest = shorter;
  }
}

/**
 * Returns true if a name does not tell which model it is: `model`, `pytorch_model`, `best-weights`.
 */
export function isGeneric(name: string): boolean {
  return splitWords(name).every((word) => generic.has(word) || /^\d*$/.test(word));
}

/** Returns the words of a path that can tell one model from another, in lower case. */
export function namingWords(path: string): readonly string[] {
  const stem = path.replace(/\.[A-Za-z0-9]{1,12}$/, "");
  return [...new Set(splitWords(stem))].filter((word) => word.length > 2 && !generic.has(word));
}

function splitWords(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u);
}
