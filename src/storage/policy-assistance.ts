import {
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  type Document,
  type Node,
} from "yaml";
import * as z from "zod";
import { policyJsonSchema } from "../core/policy-file.ts";
import { defaultPolicy } from "../core/policy.ts";
import { maxPolicySize } from "./policy-reader.ts";

/** What can be written at a place of a policy. */
export interface PolicySuggestion {
  readonly text: string;
  /** A key takes a value after it, of this kind. */
  readonly key?: "scalar" | "map" | "list";
  readonly description?: string;
}

export interface PolicyCompletion {
  /** Offset of the word that the suggestions replace, and its length. */
  readonly start: number;
  readonly length: number;
  /** Whether the place is in braces or brackets, where everything is on one line. */
  readonly inFlow: boolean;
  readonly suggestions: readonly PolicySuggestion[];
}

export interface PolicyExplanation {
  readonly start: number;
  readonly length: number;
  readonly description: string;
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
    properties: z.record(z.string(), Schema).optional(),
    additionalProperties: z.union([z.boolean(), Schema]).optional(),
    items: Schema.optional(),
  }),
);

let schema: Schema | undefined;

/** A key, or `undefined` for an entry of a list. */
type Path = readonly (string | undefined)[];

/** A scalar of a document: where it is, and what is around it. */
interface Place {
  readonly node: Node;
  readonly path: Path;
  readonly isKey: boolean;
  /** The keys beside it, if it is one. */
  readonly siblings: readonly string[];
  readonly inFlow: boolean;
}

const marker = "__here__";
const wordBefore = /[\p{L}\p{N}_.-]*$/u;
const wordAfter = /^[\p{L}\p{N}_.-]*/u;

/** What can be written at an offset (UTF-16) of a policy's text, which need not be sound. */
export function completePolicy(text: string, offset: number): PolicyCompletion | undefined {
  if (text.length > maxPolicySize) return undefined;
  const before = wordBefore.exec(text.slice(0, offset))?.[0] ?? "";
  const after = wordAfter.exec(text.slice(offset))?.[0] ?? "";
  const start = offset - before.length;
  const end = offset + after.length;
  // A word without a colon would be taken for the beginning of a key on the next line.
  for (const word of [marker, `${marker}:`]) {
    const document = parse(`${text.slice(0, start)}${word}${text.slice(end)}`);
    const place = placeOf(document, (node) => isScalar(node) && node.value === marker);
    if (!place) continue;
    const { path, isKey, siblings, inFlow } = place;
    // The first key of a map has a line of its own, or only the dash of a list before it.
    const mayBegin = !inFlow && /(^|\n)[ -]*$/.test(text.slice(0, start));
    const suggestions = [
      ...(isKey ? [] : values(document, path)),
      ...(isKey || mayBegin ? keys(document, path, siblings) : []),
    ];
    return { start, length: end - start, inFlow, suggestions };
  }
  return undefined;
}

/** What the key at an offset (UTF-16) of a policy's text means. */
export function explainPolicy(text: string, offset: number): PolicyExplanation | undefined {
  if (text.length > maxPolicySize) return undefined;
  const place = placeOf(parse(text), ({ range }) => {
    return range ? range[0] <= offset && offset < range[1] : false;
  });
  if (!place?.isKey || !isScalar(place.node) || !place.node.range) return undefined;
  const [start, end] = place.node.range;
  const found = schemaAt([...place.path, String(place.node.value)]);
  const description = found && describe(found);
  return description ? { start, length: end - start, description } : undefined;
}

function parse(text: string): Document {
  return parseDocument(text, { prettyErrors: false, stringKeys: true, uniqueKeys: false });
}

/** The first scalar that is meant. */
function placeOf(document: Document, isMeant: (node: Node) => boolean): Place | undefined {
  let place: Place | undefined;
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
      const siblings = isKey && isMap(map) ? map.items.flatMap((pair) => keyOf(pair.key)) : [];
      place = { node, path, isKey, siblings, inFlow: around.some(({ flow }) => flow === true) };
      return visit.BREAK;
    },
  });
  return place;
}

function keyOf(node: unknown): readonly string[] {
  return isScalar(node) ? [String(node.value)] : [];
}

/** The schema of what is at a path; `undefined` where nothing is known. */
function schemaAt(path: Path): Schema | undefined {
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

function keys(document: Document, path: Path, taken: readonly string[]): PolicySuggestion[] {
  const found = schemaAt(path);
  const named = Object.entries(found?.properties ?? {}).map(([text, each]): PolicySuggestion => ({
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

function values(document: Document, path: Path): PolicySuggestion[] {
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
    return typeof name === "string" && name !== marker ? [name] : [];
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

/** What it means, and what holds if it is not said. */
function describe({ description = "", default: usual }: Schema): string {
  const without = usual === undefined ? [] : [`Default: ${String(usual)}.`];
  return [description, ...without].join(" ").trim();
}
