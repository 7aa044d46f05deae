import * as l10n from "@vscode/l10n";
import type { Stage } from "../../core/model/ids.ts";
import { findStage, type Policy } from "../../core/model/policy.ts";
import { parseQuery } from "../../core/query/parse-query.ts";
import { printQuery, printValue } from "../../core/query/print-query.ts";
import type { Condition } from "../../core/query/query.ts";
import { listOfAlternatives } from "../../core/text/language.ts";

/**
 * Parsed filter text: a query, or stages by their names and words that must occur in a model's name
 * or one of its former names, or in what else a search looks for words in.
 */
export interface TreeFilter {
  /** Empty for all stages. */
  readonly stages: readonly Stage[];
  readonly words: readonly string[];
  /** Query for the versions to show beside those of models that the words name; absent for none. */
  readonly query?: string;
  /** True if the text is more than words, so that a model's name alone is no reason to show it. */
  readonly isQuery: boolean;
}

/**
 * `fraud staging` → versions in Staging of models whose name contains “fraud”;
 * `metrics.auc > 0.9` → versions that meet it.
 */
export function parseTreeFilter(policy: Policy, text: string): TreeFilter {
  const parsed = parseQuery(text);
  if ("query" in parsed && parsed.query.where && !isOnlyWords(parsed.query.where)) {
    // Rows have an order of their own.
    const query = printQuery({ where: parsed.query.where, order: [] });
    return { stages: [], words: [], query, isQuery: true };
  }
  const all = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.map((word) => findStage(policy, word));
  const words = all.filter((_, index) => found[index] === undefined);
  return {
    stages: found.filter((stage) => stage !== undefined),
    words,
    ...(words.length > 0 && { query: words.map(printValue).join(" and ") }),
    isQuery: false,
  };
}

/** Returns the reason why a text that looks like a query is none; undefined for words and queries. */
export function filterProblem(text: string): string | undefined {
  const parsed = parseQuery(text);
  if ("query" in parsed || !/[=<>()"]/.test(text)) return undefined;
  const { message, suggestions } = parsed.problem;
  if (suggestions.length === 0) return message;
  return `${message}; ${l10n.t("perhaps {0}", listOfAlternatives(suggestions))}`;
}

function isOnlyWords(condition: Condition): boolean {
  return (
    condition.kind === "word" ||
    (condition.kind === "and" && condition.parts.every(({ kind }) => kind === "word"))
  );
}

/** Returns whether the words of a filter name a model, with all of its versions. */
export function matchesModel(
  { words, isQuery }: TreeFilter,
  { name, formerNames = [] }: { readonly name: string; readonly formerNames?: readonly string[] },
): boolean {
  if (isQuery) return false;
  const names = [name, ...formerNames].map((each) => each.toLowerCase());
  return names.some((each) => words.every((word) => each.includes(word)));
}

export function matchesStage({ stages }: TreeFilter, stage: Stage): boolean {
  return stages.length === 0 || stages.includes(stage);
}
