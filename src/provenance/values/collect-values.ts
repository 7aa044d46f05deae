import type { MissingFact } from "../../core/model/recipe.ts";
import { count } from "../../core/text/format.ts";
import type { Leaf } from "./flatten.ts";
import { truncate } from "./truncate.ts";

/** Values of a file. */
export interface Leaves {
  readonly leaves: Iterable<Leaf>;
  /** Keys that are there more than once, the last value of each among the leaves. */
  readonly repeated?: readonly string[];
}

export interface CollectedValues<V> {
  readonly values: Readonly<Record<string, V>>;
  /** Values that are not recorded, and the reasons. */
  readonly skipped: readonly MissingFact[];
}

/** Result of reading a value. */
export type Reading<V> =
  | { readonly value: V }
  | { readonly skip: string }
  /** Not meant to be recorded: reported only if the file has nothing else. */
  | { readonly ignore: string };

/** Maximum length of a key, as in MLflow, so that recorded values can be published there. */
const maxKeyLength = 250;
const maxValues = 2000;
/**
 * Maximum number of characters of all keys and values: they become part of one event, which is one
 * line of the ledger.
 */
const maxCharacters = 512 * 1024;
/** Maximum number of values named; more are counted. */
const maxNamed = 20;

/**
 * Collects the leaves of a file that `read` accepts, within the limits of what a version records.
 * Of two with the same key (`{ "a.b": 1, "a": { "b": 2 } }`), the first is kept.
 *
 * @param file the file's name, for the facts in `skipped`
 */
export function collectValues<V>(
  file: string,
  { leaves, repeated = [] }: Leaves,
  read: (value: unknown, key: string) => Reading<V>,
): CollectedValues<V> {
  const values = new Map<string, V>();
  const skipped = new FactList(file);
  const ignored = new FactList(file);
  for (const key of repeated)
    skipped.add(key, "is there more than once; the last value is recorded");
  let characters = 0;
  for (const { key, value } of leaves) {
    const reading = read(value, key);
    if ("skip" in reading) skipped.add(key, reading.skip);
    else if ("ignore" in reading) ignored.add(key, reading.ignore);
    else {
      characters += key.length + JSON.stringify(reading.value).length;
      const problem = keyProblem(key) ?? (values.has(key) ? "is there twice" : undefined);
      if (problem !== undefined) skipped.add(key, problem);
      else if (values.size >= maxValues) skipped.add(key, `only ${maxValues} values are kept`);
      else if (characters > maxCharacters) skipped.add(key, "only 512 KiB are kept");
      else values.set(key, reading.value);
    }
  }
  const facts = [...skipped.facts(), ...(values.size === 0 ? ignored.facts() : [])];
  if (values.size === 0 && facts.length === 0) facts.push({ about: file, reason: "empty" });
  return { values: Object.fromEntries(values), skipped: facts };
}

function keyProblem(key: string): string | undefined {
  if (key === "") return "has no name";
  if (key.length > maxKeyLength) return `its name is longer than ${maxKeyLength} characters`;
  // Not a name that any program takes for a mere name.
  return key === "__proto__" ? "not a name for a value" : undefined;
}

/** Facts about the values of a file, the first few by name. */
class FactList {
  readonly #file: string;
  readonly #facts: MissingFact[] = [];
  #count = 0;

  constructor(file: string) {
    this.#file = file;
  }

  add(key: string, reason: string): void {
    this.#count += 1;
    if (this.#facts.length >= maxNamed) return;
    const about = key === "" ? this.#file : `${this.#file}: ${truncate(key, maxKeyLength)}`;
    this.#facts.push({ about: truncate(about, 4096), reason });
  }

  facts(): MissingFact[] {
    const more = this.#count - this.#facts.length;
    return more === 0
      ? this.#facts
      : [
          ...this.#facts,
          { about: this.#file, reason: `${count(more, "more value")} not recorded` },
        ];
  }
}
