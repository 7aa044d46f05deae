import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as l10n from "@vscode/l10n";
import type { NamedData } from "../../core/model/data/dataset-text.ts";
import { datasetPlace, type Dataset } from "../../core/model/data/dataset.ts";
import { isUri } from "../../core/model/data/uri.ts";
import type { MissingFact } from "../../core/model/recipe.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { describeOutside, describeUri } from "../../provenance/data/dataset-elsewhere.ts";
import { roleByName } from "../../provenance/data/dataset-role.ts";
import { describeDataset, type DatasetOptions } from "../../provenance/data/dataset.ts";
import { isInside, slashRelative } from "../../provenance/files/slash-relative.ts";
import { truncate } from "../../provenance/values/truncate.ts";
import type { Task } from "../task.ts";
import type { RecipeRequest } from "./capture-recipe.ts";
import { addDeclaredData } from "./declared-data.ts";
import { unlessFound } from "./unless-found.ts";

/**
 * Describes the data that a version was made with: what was named or found, what it was tested on,
 * and what the metadata file names.
 *
 * @throws RegistryError `file-problem`, `cancelled`
 */
export async function captureDatasets(
  folder: string,
  files: Pick<RecipeRequest, "datasets" | "namedData" | "testSets" | "found" | "declared">,
  skipped: MissingFact[],
  { signal, report }: Task,
): Promise<readonly Dataset[]> {
  const { datasets: paths, namedData = [], testSets = [], declared } = files;
  const datasets: Dataset[] = [];
  let done = 0;
  const optionsFor = (path: string): DatasetOptions => ({
    signal,
    onBytes: (bytes) => {
      done += bytes;
      report?.({ message: l10n.t("Hashing {0}", path), done });
    },
    onUnfetched: (about, reason) => {
      skipped.push({ about: truncate(about, 200), reason });
    },
    onContradiction: (about, reason) => {
      skipped.push({ about: truncate(about, 200), reason, kind: "contradiction" });
    },
  });
  for (const path of paths) {
    const dataset = await unlessFound(files, path, skipped, () =>
      describeNamed(folder, path, skipped, optionsFor(path)),
    );
    if (dataset) datasets.push(withRole(dataset));
  }
  for (const named of namedData) {
    const options = optionsFor(named.place);
    datasets.push(withNames(await describeNamed(folder, named.place, skipped, options), named));
  }
  for (const path of testSets) {
    const dataset = await unlessFound(files, path, skipped, () =>
      describeDataset(folder, path, optionsFor(path)),
    );
    if (dataset) datasets.push({ ...dataset, role: "test" });
  }
  const describe = async (path: string): Promise<Dataset> =>
    withRole(await describeDataset(folder, path, { signal }));
  const all = await addDeclaredData(folder, datasets, declared?.data ?? [], describe);
  skipped.push(...all.missing);
  return all.datasets;
}

function withRole(dataset: Dataset): Dataset {
  const role = roleByName(datasetPlace(dataset));
  return { ...dataset, ...(role && { role }) };
}

/**
 * Adds name, version and digest that a person gave.
 *
 * @throws RegistryError `file-problem` if the data has another digest
 */
function withNames(dataset: Dataset, { name, version, digests = {}, place }: NamedData): Dataset {
  for (const [algorithm, says] of Object.entries(digests)) {
    const has = dataset.digests[algorithm];
    if (has === undefined || has === says) continue;
    throw new RegistryError({
      code: "file-problem",
      reason: "dataset-differs",
      file: basename(place),
      algorithm,
      has,
      given: String(says),
    });
  }
  const role =
    roleByName(datasetPlace(dataset)) ?? (name === undefined ? undefined : roleByName(name));
  return {
    ...dataset,
    ...(name !== undefined && { name }),
    ...(version !== undefined && { version }),
    digests: { ...digests, ...dataset.digests },
    ...(role && { role }),
  };
}

/** Describes data that a person named: it may be anywhere, also where only a URI leads. */
async function describeNamed(
  folder: string,
  place: string,
  skipped: MissingFact[],
  options: DatasetOptions,
): Promise<Dataset> {
  const path = /^file:\/\/\//i.test(place) ? fileURLToPath(place) : place;
  if (isUri(path)) {
    const { dataset, omitted } = describeUri(path);
    if (omitted !== undefined) {
      skipped.push({ about: dataset.name, reason: truncate(omitted, 1000) });
    }
    return dataset;
  }
  const absolute = resolve(folder, path);
  return isInside(slashRelative(folder, absolute))
    ? describeDataset(folder, path, options)
    : describeOutside(absolute, options);
}
