import type { Finding } from "../../../core/model/inspection.ts";
import { Unreadable } from "../../contract/format.ts";
import { parseYaml } from "../../encodings/parse-yaml.ts";
import { classifyImport } from "../../encodings/pickle/classify-import.ts";
import { printable } from "../../encodings/printable.ts";

/** Maximum size (bytes) of settings that are parsed; real settings are small. */
export const maxConfig = 4 * 1024 * 1024;
const maxObjects = 200_000;

/** Python names that settings call when they are used. */
export interface ConfigTargets {
  readonly imports: readonly string[];
  readonly findings: readonly Finding[];
  readonly isRead: boolean;
}

/**
 * Returns the names under `_target_`, which Hydra, NeMo and others import and call with the
 * settings beside it (hydra.utils.instantiate; CVE-2025-23304). JSON is parsed as YAML.
 */
export function configTargets(text: string, place: string): ConfigTargets {
  if (!/_target_|__class__/.test(text)) return { imports: [], findings: [], isRead: true };
  let value: unknown;
  try {
    value = parseYaml(text, place);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { imports: [], findings: [], isRead: false };
  }
  const imports = new Set<string>();
  const findings: Finding[] = [];
  for (const target of targetsIn(value)) {
    if (imports.has(target)) continue;
    imports.add(target);
    const dot = target.lastIndexOf(".");
    const { level, reason } = classifyImport(
      target.slice(0, Math.max(0, dot)),
      target.slice(dot + 1),
    );
    if (level !== "dangerous" && level !== "by-arguments") continue;
    findings.push({
      code: "config-dangerous-target",
      severity: "danger",
      message: `Loading calls ${printable(target, 200)}, which the settings name: it ${reason ?? "is known to be harmful"}.`,
      where: place,
    });
  }
  return { imports: [...imports], findings, isRead: true };
}

function* targetsIn(root: unknown): Generator<string> {
  const pending: unknown[] = [root];
  for (let seen = 0; seen < maxObjects && pending.length > 0; seen += 1) {
    const value = pending.pop();
    if (typeof value !== "object" || value === null) continue;
    for (const [key, child] of Object.entries(value) as [string, unknown][]) {
      if (key === "_target_" && typeof child === "string") yield child;
      pending.push(child);
    }
  }
}
