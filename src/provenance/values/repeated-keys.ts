import { isMap, isPair, isScalar, visit, type Document, type Node, type Pair } from "yaml";

/** Maximum number of keys named. */
const maxNamed = 20;

const jsonToken = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

/**
 * Returns the dotted keys that an object of a JSON text has more than once; the text must be valid.
 */
export function repeatedJsonKeys(text: string): readonly string[] {
  const repeated = new Set<string>();
  const open: { readonly keys: Set<string>; readonly path: string; isObject: boolean }[] = [];
  let [word, path] = ["", ""];
  for (const [token] of text.matchAll(jsonToken)) {
    const around = open.at(-1);
    if (token === "{" || token === "[") {
      open.push({ keys: new Set(), path, isObject: token === "{" });
    } else if (token === "}" || token === "]") {
      open.pop();
    } else if (token === ":" && around?.isObject === true) {
      path = joined(around.path, word);
      if (around.keys.has(word)) repeated.add(path);
      around.keys.add(word);
    } else if (token !== "," && token !== ":") {
      word = textOf(token);
    }
    if (repeated.size >= maxNamed) break;
  }
  return [...repeated];
}

/** Returns the dotted keys that a mapping of a YAML document has more than once. */
export function repeatedYamlKeys(document: Document): readonly string[] {
  const repeated = new Set<string>();
  visit(document, {
    Map: (_, map, ancestors) => {
      const seen = new Set<string>();
      for (const pair of map.items) {
        const key = keyOf(pair);
        if (key === "<<") continue;
        if (seen.has(key)) repeated.add(joined(pathOf(ancestors), key));
        seen.add(key);
      }
      return repeated.size >= maxNamed ? visit.BREAK : undefined;
    },
  });
  return [...repeated];
}

function pathOf(ancestors: readonly (Document | Node | Pair)[]): string {
  return ancestors
    .filter((node) => isPair(node))
    .reduce((path, pair) => joined(path, keyOf(pair)), "");
}

function keyOf({ key }: Pair): string {
  if (isMap(key)) return "";
  return String(isScalar(key) ? key.value : key);
}

function joined(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function textOf(token: string): string {
  const text: unknown = JSON.parse(token);
  return typeof text === "string" ? text : "";
}
