import { readFile, stat } from "node:fs/promises";
import { maxSketchColumns } from "../../core/events/monitoring-events.ts";
import type { Dataset } from "../../core/model/data/dataset.ts";
import type { VersionId } from "../../core/model/ids.ts";
import { decideSketch } from "../../core/monitoring/decide-monitoring.ts";
import { encodeAggregate } from "../../core/observations/aggregate.ts";
import { sketchColumns } from "../../provenance/data/sketch-columns.ts";
import { isTable } from "../../provenance/values/csv-separator.ts";
import { sha256 } from "../../storage/ledger/ledger-line.ts";
import { findInside } from "../files/inside-folder.ts";
import type { Registry } from "../registry.ts";
import { commitOnce } from "./commit-once.ts";

/** Bytes of the largest table that is read. */
const largest = 64 * 1024 * 1024;

/** Versions whose data was looked for: it does not come back by itself. */
const lookedFor = new WeakMap<Registry, Set<VersionId>>();

/**
 * Records the distributions of the numbers in the training data of a version, if the policy has a rule
 * that compares with them, none are on record, and the data lies in the workspace as a table with the
 * very bytes that were registered.
 */
export async function takeSketch(registry: Registry, version: VersionId): Promise<void> {
  const { policy } = await registry.policy();
  if (!policy.monitoring?.rules.some(({ drift }) => drift)) return;
  const known = lookedFor.get(registry) ?? new Set();
  lookedFor.set(registry, known);
  if (known.has(version)) return;
  known.add(version);
  const registration = await registry.read((state) =>
    state.monitoring.sketch(version) ? undefined : state.registration(version),
  );
  for (const dataset of registration?.recipe.datasets ?? []) {
    const text = isTraining(dataset) ? await registeredText(registry, dataset) : undefined;
    const path = dataset.path ?? dataset.name;
    const sketch = text === undefined ? undefined : sketchColumns(path, text, maxSketchColumns);
    if (!sketch || !registration) continue;
    const { rows, columns } = sketch;
    const stored = [...columns].map(([name, each]) => [name, encodeAggregate(each)] as const);
    await commitOnce(registry, (state) =>
      decideSketch(state, {
        model: registration.model,
        version,
        dataset: path,
        rows,
        columns: Object.fromEntries(stored),
      }),
    );
    return;
  }
}

function isTraining({ role = "train" }: Dataset): boolean {
  return !/test|valid|eval|holdout/i.test(role);
}

/** Returns the text of a table if it is here as it was registered. */
async function registeredText(
  registry: Registry,
  { path, digests }: Dataset,
): Promise<string | undefined> {
  if (path === undefined || !isTable(path) || digests.sha256 === undefined) return undefined;
  const absolute = await findInside(registry.folder, path);
  if (absolute === undefined) return undefined;
  try {
    const { size } = await stat(absolute);
    if (size === 0 || size > largest) return undefined;
    const bytes = await readFile(absolute);
    return sha256(bytes) === digests.sha256 ? bytes.toString("utf8") : undefined;
  } catch {
    // It is not here any more; what is on record of it stays.
    return undefined;
  }
}
