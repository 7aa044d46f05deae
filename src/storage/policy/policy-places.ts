import * as l10n from "@vscode/l10n";
import {
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  type Document,
  type Scalar,
  type YAMLMap,
} from "yaml";
import * as z from "zod";
import { defaultPolicy } from "../../core/model/policy.ts";
import { policyJsonSchema } from "../../core/policy/policy-file.ts";

/** Text that can be written at a place of a policy. */
export interface PolicySuggestion {
  readonly text: string;
  /** A key takes a value after it, of this kind. */
  readonly key?: "scalar" | "map" | "list";
  readonly description?: string;
}

const Plain = z.union([z.string(), z.number(), z.boolean()]);
type Plain = z.infer<typeof Plain>;

/** The part of JSON Schema that describes the policy (draft 7). */
interface Schema {
  readonly type?: string | undefined;
  readonly description?: string | undefined;
  /** Lists and objects, which are empty, are not told. */
  readonly default?: Plain | undefined;
  readonly const?: Plain | undefined;
  readonly enum?: readonly Plain[] | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  /** Set for reserved keys, which should not be written. */
  readonly deprecated?: boolean | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly additionalProperties?: boolean | Schema | undefined;
  readonly items?: Schema | undefined;
}

const Schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    description: z.string().optional(),
    default: Plain.optional().catch(undefined),
    const: Plain.optional(),
    enum: z.array(Plain).optional(),
    anyOf: z.array(Schema).optional(),
    deprecated: z.boolean().optional(),
    properties: z.record(z.string(), Schema).optional(),
    additionalProperties: z.union([z.boolean(), Schema]).optional(),
    items: Schema.optional(),
  }),
);

let schema: Schema | undefined;

/** A key, or `undefined` for an entry of a list. */
type Path = readonly (string | undefined)[];

/** A scalar of a document: where it is, and what is around it. */
export interface Place {
  readonly node: Scalar;
  readonly path: Path;
  readonly isKey: boolean;
  /** The keys beside it, if it is one. */
  readonly siblings: readonly string[];
  readonly inFlow: boolean;
  /** The map that it is in, if it is in one. */
  readonly map: YAMLMap | undefined;
}

/** Returns the text of a policy as far as it can be understood: it need not be sound. */
export function readTolerantly(text: string): Document {
  return parseDocument(text, { prettyErrors: false, stringKeys: true, uniqueKeys: false });
}

/**
 * Returns the scalars of a document that a test selects, in its order and up to a maximum number.
 */
export function placesIn(
  document: Document,
  isMeant: (node: Scalar) => boolean,
  most = Infinity,
): readonly Place[] {
  const places: Place[] = [];
  visit(document, {
    Scalar: (key, node, ancestors) => {
      if (!isMeant(node)) return undefined;
      const isKey = key === "key";
      const around = ancestors.filter((each) => isMap(each) || isSeq(each));
      const map = around.at(-1);
      const path = ancestors.flatMap((each, index): Path => {
        if (isSeq(each)) return [undefined];
        if (!isPair(each) || (isKey && index === ancestors.length - 1)) return [];
        return [isScalar(each.key) ? String(each.key.value) : ""];
      });
      const beside = isKey && isMap(map) ? map.items.filter((pair) => pair.key !== node) : [];
      const siblings = beside.flatMap((pair) => keyOf(pair.key));
      const inFlow = around.some(({ flow }) => flow === true);
      places.push({ node, path, isKey, siblings, inFlow, map: isMap(map) ? map : undefined });
      return places.length >= most ? visit.BREAK : undefined;
    },
  });
  return places;
}

function keyOf(node: unknown): readonly string[] {
  return isScalar(node) ? [String(node.value)] : [];
}

/** Returns the schema of what is at a path; `undefined` where nothing is known. */
export function schemaAt(path: Path): Schema | undefined {
  schema ??= Schema.parse(policyJsonSchema());
  return path.reduce<Schema | undefined>((current, step) => {
    const options = current?.anyOf ?? (current ? [current] : []);
    for (const { properties = {}, additionalProperties, items } of options) {
      if (step === undefined && items) return items;
      if (step !== undefined && Object.hasOwn(properties, step)) return properties[step];
      if (step !== undefined && typeof additionalProperties === "object") {
        return additionalProperties;
      }
    }
    return undefined;
  }, schema);
}

/** Returns the keys that the map at a path may have beside those that it has. */
export function keysAt(
  document: Document,
  path: Path,
  taken: readonly string[],
): readonly PolicySuggestion[] {
  const found = schemaAt(path);
  const usable = Object.entries(found?.properties ?? {}).filter(([, each]) => !each.deprecated);
  const named = usable.map(([text, each]): PolicySuggestion => ({
    text,
    key: kindOf(each),
    ...described(each),
  }));
  // The stages are those of the file itself.
  const each = found?.additionalProperties;
  const ofStages = typeof each === "object" ? stageNames(document) : [];
  const stages = ofStages.map((text): PolicySuggestion => ({
    text,
    key: kindOf(typeof each === "object" ? each : {}),
  }));
  return [...named, ...stages].filter(({ text }) => !taken.includes(text));
}

/** Returns the values that can be listed of what is at a path. */
export function valuesAt(document: Document, path: Path): readonly PolicySuggestion[] {
  const [first, from] = path;
  if (first === "transitions" && path.length === 3) {
    const names = stageNames(document).filter((name) => name !== from);
    return names.map((text) => ({ text }));
  }
  const found = schemaAt(path);
  return (found?.anyOf ?? (found ? [found] : [])).flatMap((option): PolicySuggestion[] => {
    if (option.const !== undefined) return [{ text: String(option.const) }];
    if (option.enum) return option.enum.map((value) => ({ text: String(value) }));
    return option.type === "boolean" ? [{ text: "true" }, { text: "false" }] : [];
  });
}

function stageNames(document: Document): readonly string[] {
  const stages = document.get("stages");
  if (!isSeq(stages)) return defaultPolicy.stages.map(({ name }) => name);
  return stages.items.flatMap((entry) => {
    const name = isMap(entry) ? entry.get("name") : undefined;
    return typeof name === "string" ? [name] : [];
  });
}

function kindOf({ type }: Schema): "scalar" | "map" | "list" {
  if (type === "array") return "list";
  return type === "object" ? "map" : "scalar";
}

function described(of: Schema): { readonly description?: string } {
  const description = describe(of);
  return description === "" ? {} : { description };
}

/** Returns the description of a key or value, with its default. */
export function describe({ description = "", default: usual }: Schema): string {
  const without = usual === undefined ? [] : [l10n.t("Default: {0}.", String(usual))];
  // The schemas are made before there are translations, so their English texts are the keys.
  const described = description === "" ? [] : [l10n.t(description)];
  return [...described, ...without].join(" ");
}

/**
 * Returns the line (counted from 1) of a key or a list entry of a policy's text, or of the nearest
 * one around it that is there.
 */
export function policyLine(text: string, path: readonly (string | number)[]): number {
  const document = readTolerantly(text);
  for (let length = path.length; length > 0; length -= 1) {
    const parent: unknown = document.getIn(path.slice(0, length - 1), true);
    const own = path[length - 1];
    const node = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && key.value === own)?.key
      : isSeq(parent) && typeof own === "number"
        ? parent.items[own]
        : undefined;
    const offset = isNode(node) ? node.range?.[0] : undefined;
    if (offset !== undefined) return text.slice(0, offset).split("\n").length;
  }
  return 1;
}
