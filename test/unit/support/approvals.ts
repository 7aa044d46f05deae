import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Actor } from "../../../src/core/model/recipe.ts";
import type { RegisteredVersion } from "../../../src/registry/registration/register.ts";
import type { Registry } from "../../../src/registry/registry.ts";
import { openRegistry, registerContent } from "./registry.ts";

/** Policy whose Production asks for a metric and two approvals. */
export const guarded = `version: 1
stages: [{ name: None }, { name: Production, exclusive: true }, { name: Archived, terminal: true }]
transitions: { None: [Production], Production: [Archived] }
gates:
  Production:
    metrics: [{ metric: auc, min: 0.9 }]
    approvals: { count: 2 }
    force: [ada@example.org]
`;

/** Writes the policy of a folder. */
export async function writePolicy(folder: string, text: string): Promise<void> {
  const path = join(folder, ".model-registry", "policy.yaml");
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** The same registry for each person; every one asks as somebody else. */
export async function people(
  folder: string,
  ...names: readonly string[]
): Promise<readonly Registry[]> {
  const opened: Registry[] = [];
  for (const name of names) {
    const registry = await openRegistry(folder);
    const actor: Actor = { name, email: `${name.toLowerCase()}@example.org` };
    registry.actor = () => Promise.resolve(actor);
    opened.push(registry);
  }
  return opened;
}

/** Registers a version with a metric, of bytes of its own. */
export async function withAuc(registry: Registry, auc: number): Promise<RegisteredVersion> {
  await writeFile(join(registry.folder, "metrics.json"), JSON.stringify({ auc }));
  return registerContent(registry, `auc ${auc}`, { metricsFiles: ["metrics.json"] });
}
