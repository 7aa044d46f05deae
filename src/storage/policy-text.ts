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
} from "yaml";
import type * as z from "zod";
import type { Sha256 } from "../core/ids.ts";
import { PolicyFile, policyOf } from "../core/policy-file.ts";
import { policyNotes, reservedNotes } from "../core/policy-notes.ts";
import type { Policy } from "../core/policy.ts";

/** Aliases are few in honest files; each may stand for many values. */
const maxAliases = 100;

/** A mistake in the text of a policy. */
export interface PolicyMistake {
  /** 1-based. */
  readonly line: number;
  /** What is wrong, without a full stop: `gates.Production.auto: expected boolean…`. */
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

/** Reads the text of a `policy.yaml` (YAML 1.2, core schema); `digest` is the SHA-256 of its bytes. */
export function parsePolicy(text: string, digest: Sha256): ParsedPolicy {
  const lines = new LineCounter();
  const lineAt = (offset: number | undefined): number => lines.linePos(offset ?? 0).line || 1;
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
    const parsed = PolicyFile.safeParse(valueOf(document) ?? {});
    if (parsed.success) {
      const policy = policyOf(parsed.data, digest);
      const notes = [...reservedNotes(parsed.data), ...policyNotes(policy)]
        .map(({ path, text: problem }) => ({
          line: lineAt(nodeAt(document, path)?.range?.[0]),
          problem,
        }))
        .sort((a, b) => a.line - b.line);
      return { ok: true, policy, notes };
    }
    const [first, ...rest] = parsed.error.issues
      .map((issue) => ({
        line: lineAt(nodeAt(document, issuePath(issue))?.range?.[0]),
        problem: describeIssue(issue),
      }))
      .sort((a, b) => a.line - b.line);
    if (!first) throw parsed.error;
    return { ok: false, mistakes: [first, ...rest] };
  } catch (error) {
    const at = error instanceof YAMLParseError || error instanceof YAMLWarning ? error.pos[0] : 0;
    const [problem = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    return {
      ok: false,
      mistakes: [{ line: lineAt(at), problem: problem.slice(0, 500).replace(/[.\s]+$/, "") }],
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
      ? "the aliases stand for too many values"
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

/** What YAML allows and a policy has no use for: it would make two readers see two policies. */
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
      return aliases > maxAliases ? complain(alias, `more than ${maxAliases} aliases`) : undefined;
    },
    Map: (_, map) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? key.value : undefined;
        if (name === "__proto__") return complain(key, "__proto__ can't be a key");
        if (seen.has(name)) return complain(key, `${String(name)} is there twice`);
        seen.add(name);
      }
      return undefined;
    },
  });
  yield* found;
}

/** Returns the path of an issue; for an unknown key, with the key. */
function issuePath({ path, ...issue }: z.core.$ZodIssue): readonly PropertyKey[] {
  return issue.code === "unrecognized_keys" ? [...path, ...issue.keys.slice(0, 1)] : path;
}

/** Returns the part of the document at a path, or the nearest existing part around it. */
function nodeAt(document: Document, path: readonly PropertyKey[]): Node | undefined {
  let node: unknown = document.contents;
  let found = isNode(node) ? node : undefined;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
      if (isNode(pair?.key)) found = pair.key;
      node = pair?.value;
    } else if (isSeq(node) && typeof part === "number") {
      node = node.items[part];
      if (isNode(node)) found = node;
    } else {
      return found;
    }
  }
  return found;
}

function describeIssue({ path, message }: z.core.$ZodIssue): string {
  const place = path.map(String).join(".");
  // The library begins sentences; ours begin with names.
  const text = message.replace(/^(Invalid|Unrecognized|Too|Number|String)/, (word) =>
    word.toLowerCase(),
  );
  return place === "" ? text : `${place}: ${text}`;
}
