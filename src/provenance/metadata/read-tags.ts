import { withoutCredentialsIn } from "../../core/model/data/uri-credentials.ts";
import { TagKey, TagValue } from "../../core/model/markings.ts";
import { isSecretParameter } from "../../core/registration/secrets.ts";
import { flatten } from "../values/flatten.ts";
import { WrittenNumber } from "../values/written-number.ts";
import { isFields } from "./find-fields.ts";

export interface ReadTags {
  readonly tags: Readonly<Record<string, string>>;
  /** Keys of values that are no tags. */
  readonly unread: readonly string[];
}

/**
 * Reads tags: a record, a list of words, of `key=value` or `key:value`, or of objects with key and
 * value (MLflow's), or words with commas between them. Undefined for anything else.
 */
export function readTags(value: unknown): ReadTags | undefined {
  const pairs = pairsOf(value);
  if (!pairs) return undefined;
  const tags = new Map<string, string>();
  const unread: string[] = [];
  for (const [key, each] of pairs) {
    const text = textOf(each);
    const isTag = TagKey.safeParse(key).success && TagValue.safeParse(text).success;
    if (text === undefined || !isTag || isSecretParameter(key, text)) unread.push(key);
    else tags.set(key, withoutCredentialsIn(text));
  }
  return { tags: Object.fromEntries(tags), unread };
}

type Pair = readonly [key: string, value: unknown];

function pairsOf(value: unknown): readonly Pair[] | undefined {
  if (typeof value === "string") {
    return value.split(",").flatMap((word) => (word.trim() === "" ? [] : [pairOf(word)]));
  }
  if (Array.isArray(value)) {
    const pairs = value.map((each: unknown): Pair | undefined => {
      if (typeof each === "string") return pairOf(each);
      if (!isFields(each) || typeof each["key"] !== "string") return undefined;
      return [each["key"], each["value"] ?? ""];
    });
    const known = pairs.filter((pair) => pair !== undefined);
    return known.length === pairs.length ? known : undefined;
  }
  if (!isFields(value)) return undefined;
  return [...flatten(value)].map(({ key, value: each }) => [key, each]);
}

function pairOf(word: string): Pair {
  const [, key = word, value = ""] = /^([^:=]+)[:=](?!\/\/)(.*)$/s.exec(word) ?? [];
  return [key.trim(), value.trim()];
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (value instanceof WrittenNumber) return value.text;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}
