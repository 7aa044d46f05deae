import * as l10n from "@vscode/l10n";
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  YAMLParseError,
  YAMLWarning,
  type Document,
  type Node,
  type Pair,
  type Scalar,
} from "yaml";
import type { Sha256 } from "../../core/model/ids.ts";
import type { Policy } from "../../core/model/policy.ts";
import { unknownMetricNotes } from "../../core/policy/metric-notes.ts";
import { PolicyFile, policyOf } from "../../core/policy/policy-file.ts";
import { policyNotes, reservedNotes } from "../../core/policy/policy-notes.ts";
import { formatNumber } from "../../core/text/language.ts";
import { wordIssue } from "./policy-words.ts";

/** Aliases are few in honest files; each may stand for many values. */
const maxAliases = 100;

/** A mistake in the text of a policy, at the key or value where it is. */
export interface PolicyMistake {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  /** UTF-16 code units from there; zero if no single word is meant. */
  readonly length: number;
  /** The problem, without a full stop: `gates.Production.auto: expected boolean…`. */
  readonly problem: string;
}

export type ParsedPolicy =
  | {
      readonly ok: true;
      readonly policy: Policy;
      /** Parts of the policy that have no effect. */
      readonly notes: readonly PolicyMistake[];
    }
  | { readonly ok: false; readonly mistakes: readonly [PolicyMistake, ...PolicyMistake[]] };

/**
 * Reads the text of a `policy.yaml` (YAML 1.2, core schema); `digest` is that of `policyDigest`.
 *
 * @param recordedMetrics names of metrics that are known; others are noted
 */
export function parsePolicy(
  text: string,
  digest: Sha256,
  recordedMetrics: readonly string[] = [],
): ParsedPolicy {
  const lines = new LineCounter();
  const placeAt = ([start, end]: Span): Omit<PolicyMistake, "problem"> => {
    const { line, col } = lines.linePos(start);
    return { line: line || 1, column: col || 1, length: end - start };
  };
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      schema: "core",
      stringKeys: true,
      // Done below: here it would take time with the square of their number.
      uniqueKeys: false,
    });
    const [problem] = [...document.errors, ...document.warnings, ...hostileParts(document)];
    if (problem) throw problem;
    const parsed = PolicyFile.safeParse(valueOf(document) ?? {}, { reportInput: true });
    if (parsed.success) {
      const policy = policyOf(parsed.data, digest);
      const notes = [
        ...reservedNotes(parsed.data),
        ...policyNotes(policy),
        ...unknownMetricNotes(policy, recordedMetrics),
      ]
        .map(({ path, text: problem, aboutValue }) => ({
          ...placeAt(spanAt(document, path, !aboutValue)),
          problem,
        }))
        .sort(inOrder);
      return { ok: true, policy, notes };
    }
    const [first, ...rest] = parsed.error.issues
      .flatMap(wordIssue)
      .map(({ path, isKey, problem }) => ({
        ...placeAt(spanAt(document, path, isKey)),
        problem,
      }))
      .sort(inOrder);
    if (!first) throw parsed.error;
    return { ok: false, mistakes: [first, ...rest] };
  } catch (error) {
    const at = error instanceof YAMLParseError || error instanceof YAMLWarning ? error.pos[0] : 0;
    const place = placeAt([at, at]);
    const [problem = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    return {
      ok: false,
      mistakes: [{ ...place, problem: problem.slice(0, 500).replace(/[.\s]+$/, "") }],
    };
  }
}

/** @throws YAMLParseError if aliases stand for nothing, or for too much */
function valueOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: maxAliases });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const problem = error.message.startsWith("Excessive alias count")
      ? l10n.t("the aliases stand for too many values")
      : error.message;
    throw mistakeAt(firstAlias(document), problem);
  }
}

function firstAlias(document: Document): Node | undefined {
  let first: Node | undefined;
  visit(document, {
    Alias: (_, alias) => {
      first = alias;
      return visit.BREAK;
    },
  });
  return first;
}

function mistakeAt(node: unknown, problem: string): YAMLParseError {
  const at = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  return new YAMLParseError([at, at + 1], "IMPOSSIBLE", problem);
}

/**
 * Finds parts that YAML allows but a policy has no use for, as two readers could understand them
 * differently: keys given twice, `__proto__`, too many aliases.
 */
function* hostileParts(document: Document): Generator<YAMLParseError> {
  const found: YAMLParseError[] = [];
  const complain = (node: unknown, problem: string): symbol => {
    found.push(mistakeAt(node, problem));
    return visit.BREAK;
  };
  let aliases = 0;
  visit(document, {
    Alias: (_, alias) => {
      aliases += 1;
      return aliases > maxAliases
        ? complain(alias, l10n.t("more than {0} aliases", formatNumber(maxAliases)))
        : undefined;
    },
    Map: (_, map) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? key.value : undefined;
        if (name === "__proto__") return complain(key, l10n.t("{0} can't be a key", name));
        if (seen.has(name)) return complain(key, l10n.t("{0} is there twice", String(name)));
        seen.add(name);
      }
      return undefined;
    },
  });
  yield* found;
}

/** Beginning and end of a part of the text, in UTF-16 code units. */
type Span = readonly [start: number, end: number];

function inOrder(a: PolicyMistake, b: PolicyMistake): number {
  return a.line - b.line || a.column - b.column;
}

/**
 * Returns where the part of the document at a path is: its value, if that is a single one and not
 * its key is meant, else its key. Of what is not there, where the part around it begins.
 */
function spanAt(document: Document, path: readonly PropertyKey[], isKey = false): Span {
  let node: unknown = document.contents;
  let found = isNode(node) ? node : undefined;
  for (const [index, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
      if (!pair) return spanOf(found);
      node = pair.value;
      const isLast = index === path.length - 1;
      found = isLast && !isKey && isWritten(node) ? node : keyOf(pair, found);
    } else if (isSeq(node) && typeof part === "number") {
      node = node.items[part];
      if (isNode(node)) found = node;
    } else {
      return spanOf(found);
    }
  }
  return spanOf(found);
}

function keyOf({ key }: Pair, otherwise: Node | undefined): Node | undefined {
  return isNode(key) ? key : otherwise;
}

function isWritten(node: unknown): node is Scalar {
  if (!isScalar(node)) return false;
  const [start, end] = node.range ?? [0, 0];
  return end > start;
}

/** Returns where a single value is; of a group, where it begins. */
function spanOf(node: Node | undefined): Span {
  const [start = 0, end = start] = node?.range ?? [];
  return isScalar(node) ? [start, end] : [start, start];
}
