import type { Finding, ModelDescription, Verdict } from "../../../core/model/inspection.ts";
import { worstVerdict } from "../../contract/verdict.ts";
import { classifyImport } from "../../encodings/pickle/classify-import.ts";
import { printable } from "../../encodings/printable.ts";

const maxNodes = 2_000_000;

/** Result of reading the schema of a skops file. */
export interface SkopsSchema {
  readonly imports: readonly string[];
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
  readonly facts: Partial<Pick<ModelDescription, "framework" | "architecture" | "producer">>;
}

/** A name in the schema; skops, io/_general.py (`…_get_state`). */
interface NamedType {
  readonly module: string;
  readonly name: string;
}

/**
 * Reads the names of classes and functions that a skops file uses. skops imports only names that
 * its user has marked as trusted; as the file doesn't contain which, every name is judged here.
 */
export function readSkopsSchema(schema: unknown): SkopsSchema {
  const imports = new Set<string>();
  const findings: Finding[] = [];
  let verdict: Verdict = "weights-only";
  for (const { module, name } of namesIn(schema)) {
    const path = printable(`${module}.${name}`, 300);
    if (imports.has(path)) continue;
    imports.add(path);
    const { level, reason } = classifyImport(module, name);
    if (level === "data") continue;
    verdict = worstVerdict([verdict, level === "dangerous" ? "dangerous" : "needs-code"]);
    if (level === "dangerous") {
      findings.push({
        code: "skops-dangerous-type",
        severity: "danger",
        message: `Loading this file imports ${path}, which no model needs: it ${reason ?? "is known to be harmful"}.`,
        where: "schema.json",
      });
    } else if (level === "unknown") {
      findings.push({
        code: "skops-unknown-type",
        severity: "warning",
        message: `Loading this file imports ${path}, which is not code of a known library: look at it before you trust it.`,
        where: "schema.json",
      });
    }
  }
  return {
    imports: [...imports],
    findings: findings.slice(0, 200),
    verdict,
    facts: factsOf(schema),
  };
}

/** Older versions wrote functions with their module and name in the content. */
const nameKeys = [
  ["__module__", "__class__"],
  ["module_path", "function"],
] as const;

/**
 * Yields the names in a schema: of each node its class, and the function, method or type that it
 * represents.
 */
function* namesIn(schema: unknown): Generator<NamedType> {
  const pending: unknown[] = [schema];
  for (let seen = 0; seen < maxNodes && pending.length > 0; seen += 1) {
    const value = pending.pop();
    if (typeof value !== "object" || value === null) continue;
    const node = value as Record<string, unknown>;
    for (const [moduleKey, nameKey] of nameKeys) {
      const [module, name] = [node[moduleKey], node[nameKey]];
      if (typeof module === "string" && typeof name === "string") yield { module, name };
    }
    for (const child of Object.values(node)) pending.push(child);
  }
}

function factsOf(schema: unknown): SkopsSchema["facts"] {
  if (typeof schema !== "object" || schema === null) return {};
  const {
    __module__: module,
    __class__: name,
    _skops_version: version,
  } = schema as Record<string, unknown>;
  return {
    ...(typeof module === "string" &&
      module.startsWith("sklearn.") && { framework: "scikit-learn" }),
    ...(typeof name === "string" && { architecture: printable(name, 256) }),
    ...(typeof version === "string" && { producer: `skops ${printable(version, 64)}` }),
  };
}
