import * as l10n from "@vscode/l10n";
import type * as z from "zod";
import { findNearest } from "../../core/text/find-nearest.ts";
import { formatNumber, listOfAlternatives } from "../../core/text/language.ts";
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
  if (nearest !== undefined) {
    return l10n.t("there is no key {0}; the nearest is {1}", key, nearest);
  }
  return known.length > 0
    ? l10n.t("there is no key {0}; there can be {1}", key, known.join(", "))
    : l10n.t("there is no key {0}", key);
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
      return least(issue);
    case "too_big":
      return most(issue);
    case "invalid_key": {
      const [first] = issue.issues;
      return first ? l10n.t("the key: {0}", words(first)) : issue.message;
    }
    default:
      return issue.message;
  }
}

/** Returns what a value of a kind must be. */
function mustBe(kind: string): string {
  switch (kind) {
    case "boolean":
      return l10n.t("must be true or false");
    case "number":
      return l10n.t("must be a number");
    case "int":
      return l10n.t("must be a whole number");
    case "string":
      return l10n.t("must be a text");
    case "object":
    case "record":
      return l10n.t("must be a group of keys with values");
    case "array":
      return l10n.t("must be a list");
    default:
      return l10n.t("must be {0}", kind);
  }
}

function wrongType(expected: string, input: unknown): string {
  return clauses(found(input), mustBe(expected));
}

function wrongValue(values: readonly string[], input: unknown): string {
  const nearest = typeof input === "string" ? findNearest(input, values) : undefined;
  return clauses(
    found(input),
    l10n.t("must be {0}", listOfAlternatives(values)),
    nearest !== undefined && l10n.t("the nearest is {0}", nearest),
  );
}

/** Returns the mistake within the option that was meant: one whose kind is right. */
function insideUnion(issue: z.core.$ZodIssue): z.core.$ZodIssue | undefined {
  if (issue.code !== "invalid_union") return undefined;
  return issue.errors.find(([first]) => first !== undefined && first.path.length > 0)?.[0];
}

/** Says what each option would take. */
function wrongUnion({ errors, input }: z.core.$ZodIssueInvalidUnion): string {
  const options = errors.flatMap(([first]): readonly string[] => {
    if (first?.code === "invalid_value") {
      return [l10n.t("must be {0}", listOfAlternatives(first.values.map(String)))];
    }
    return first?.code === "invalid_type" ? [mustBe(first.expected)] : [];
  });
  return clauses(found(input), listOfAlternatives([...new Set(options)]));
}

/** Says what stands in place of what must: a value only if it is short enough to be recognised. */
function found(input: unknown): string | false {
  if (input === undefined) return l10n.t("it is missing");
  if (input === null) return l10n.t("it is empty");
  if (Array.isArray(input)) return l10n.t("it is a list");
  if (typeof input === "object") return l10n.t("it is a group of keys with values");
  const text = typeof input === "number" ? String(input) : JSON.stringify(input);
  return text.length <= 60 && l10n.t("it is {0}", text);
}

/** Joins clauses of which each can stand alone. */
function clauses(
  input: string | false,
  must: string,
  ...more: readonly (string | false)[]
): string {
  return [must, input, ...more].filter((clause) => clause !== false).join("; ");
}

function least({ origin, minimum, inclusive }: z.core.$ZodIssueTooSmall): string {
  const bound = formatNumber(Number(minimum));
  if (origin === "string") {
    return bound === "1"
      ? l10n.t("must not be empty")
      : l10n.t("must have at least {0} letters", bound);
  }
  if (origin === "array") {
    return bound === "1"
      ? l10n.t("must have at least 1 entry")
      : l10n.t("must have at least {0} entries", bound);
  }
  return inclusive === false
    ? l10n.t("must be more than {0}", bound)
    : l10n.t("must be at least {0}", bound);
}

function most({ origin, maximum, inclusive }: z.core.$ZodIssueTooBig): string {
  const bound = formatNumber(Number(maximum));
  if (origin === "string") return l10n.t("must have at most {0} letters", bound);
  if (origin === "array") return l10n.t("must have at most {0} entries", bound);
  return inclusive === false
    ? l10n.t("must be less than {0}", bound)
    : l10n.t("must be at most {0}", bound);
}
