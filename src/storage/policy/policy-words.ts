import type * as z from "zod";
import { findNearest } from "../../core/text/find-nearest.ts";
import { schemaAt } from "./policy-places.ts";

/** An issue of the schema in plain words, and where in the file it is. */
export interface WordedIssue {
  readonly path: readonly PropertyKey[];
  /** True if the key at the path is meant, and not its value. */
  readonly isKey: boolean;
  /** Without a full stop: `gates.Production.auto: must be true or false, not 1`. */
  readonly problem: string;
}

/** Says an issue in plain words; unknown keys are told one by one. */
export function wordIssue(issue: z.core.$ZodIssue): readonly WordedIssue[] {
  const { path } = issue;
  const inside = insideUnion(issue);
  if (inside) return wordIssue({ ...inside, path: [...path, ...inside.path] });
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: [...path, key],
      isKey: true,
      problem: placed(path, unknownKey(path, key)),
    }));
  }
  return [{ path, isKey: issue.code === "invalid_key", problem: placed(path, words(issue)) }];
}

function placed(path: readonly PropertyKey[], text: string): string {
  const place = path.map(String).join(".");
  return place === "" ? text : `${place}: ${text}`;
}

function unknownKey(path: readonly PropertyKey[], key: string): string {
  const around = schemaAt(
    path.map((part) => (typeof part === "number" ? undefined : String(part))),
  );
  const known = (around?.anyOf ?? [around]).flatMap((option) =>
    Object.entries(option?.properties ?? {}).flatMap(([name, { deprecated }]) =>
      deprecated ? [] : [name],
    ),
  );
  const nearest = findNearest(key, known);
  if (nearest !== undefined) return `there is no key ${key}; the nearest is ${nearest}`;
  return `there is no key ${key}${known.length > 0 ? `; there can be ${known.join(", ")}` : ""}`;
}

function words(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return wrongType(issue.expected, issue.input);
    case "invalid_value":
      return wrongValue(issue.values.map(String), issue.input);
    case "invalid_union":
      return wrongUnion(issue);
    case "too_small":
      return `must ${least(issue)}`;
    case "too_big":
      return `must ${most(issue)}`;
    case "invalid_key": {
      const [first] = issue.issues;
      return first ? `the key ${words(first)}` : issue.message;
    }
    default:
      return issue.message;
  }
}

const kinds: Readonly<Record<string, string>> = {
  boolean: "true or false",
  number: "a number",
  int: "a whole number",
  string: "a text",
  object: "a group of keys with values",
  record: "a group of keys with values",
  array: "a list",
};

function wrongType(expected: string, input: unknown): string {
  const kind = kinds[expected] ?? expected;
  return input === undefined ? `is missing: it must be ${kind}` : `must be ${kind}${not(input)}`;
}

function wrongValue(values: readonly string[], input: unknown): string {
  const must = `must be ${listed(values)}`;
  if (input === undefined) return `is missing: it ${must}`;
  const nearest = typeof input === "string" ? findNearest(input, values) : undefined;
  return `${must}${not(input)}${nearest === undefined ? "" : `; the nearest is ${nearest}`}`;
}

/** Returns the mistake within the option that was meant: one whose kind is right. */
function insideUnion(issue: z.core.$ZodIssue): z.core.$ZodIssue | undefined {
  if (issue.code !== "invalid_union") return undefined;
  return issue.errors.find(([first]) => first !== undefined && first.path.length > 0)?.[0];
}

/** Says what each option would take. */
function wrongUnion({ errors, input }: z.core.$ZodIssueInvalidUnion): string {
  const options = errors.flatMap(([first]): readonly string[] => {
    if (first?.code === "invalid_value") return first.values.map(String);
    return first?.code === "invalid_type" ? [kinds[first.expected] ?? first.expected] : [];
  });
  return `must be ${listed([...new Set(options)])}${not(input)}`;
}

/** Names a value that is short enough to be recognised. */
function not(input: unknown): string {
  if (input === null || input === undefined) return ", and is empty";
  if (Array.isArray(input)) return ", not a list";
  if (typeof input === "object") return ", not a group of keys";
  const text = typeof input === "number" ? String(input) : JSON.stringify(input);
  return text.length > 60 ? "" : `, not ${text}`;
}

function least({ origin, minimum, inclusive }: z.core.$ZodIssueTooSmall): string {
  const bound = String(minimum);
  if (origin === "string") return bound === "1" ? "not be empty" : `have at least ${bound} letters`;
  if (origin === "array") return `have at least ${entries(bound)}`;
  return `be ${inclusive === false ? "more than" : "at least"} ${bound}`;
}

function most({ origin, maximum, inclusive }: z.core.$ZodIssueTooBig): string {
  const bound = String(maximum);
  if (origin === "string") return `have at most ${bound} letters`;
  if (origin === "array") return `have at most ${entries(bound)}`;
  return `be ${inclusive === false ? "less than" : "at most"} ${bound}`;
}

function entries(bound: string): string {
  return `${bound} ${bound === "1" ? "entry" : "entries"}`;
}

function listed(options: readonly string[]): string {
  return new Intl.ListFormat("en", { type: "disjunction" }).format(options);
}
