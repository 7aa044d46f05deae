import { basename } from "node:path";
import type { Dataset } from "../../core/model/data/dataset.ts";
import type { MissingFact } from "../../core/model/recipe.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { recordedMessage } from "../../core/refusals/words.ts";
import { slashRelative } from "../../provenance/files/slash-relative.ts";
import type { DeclaredData } from "../../provenance/metadata/read-data.ts";

/**
 * Adds the data that a metadata file declares to the data that was hashed: by path, URI or name to
 * the same data set, without any of them to the one there is, else as data sets of their own.
 *
 * @param describe hashes a file or folder of the workspace
 */
export async function addDeclaredData(
  folder: string,
  datasets: readonly Dataset[],
  declared: readonly DeclaredData[],
  describe: (path: string) => Promise<Dataset>,
): Promise<{ readonly datasets: readonly Dataset[]; readonly missing: readonly MissingFact[] }> {
  const all = [...datasets];
  const missing: MissingFact[] = [];
  for (const set of declared) {
    const place = set.path === undefined ? undefined : slashRelative(folder, set.path);
    let index = indexOf(all, set, place);
    if (index < 0 && place !== undefined) {
      const described = await describeKnown(() => describe(place), place, missing);
      if (described) index = all.push(described) - 1;
    }
    const known = all[index];
    if (known) all[index] = merged(known, set, missing);
    else {
      const {
        path,
        name = path === undefined ? `${set.role ?? "training"} data` : basename(path),
        ...facts
      } = set;
      all.push({ digests: {}, ...facts, name });
    }
  }
  return { datasets: all, missing };
}

/** Returns the place of the data set that is meant; -1 if there is none yet. */
function indexOf(
  datasets: readonly Dataset[],
  { uri, name, role }: DeclaredData,
  place: string | undefined,
): number {
  if (place !== undefined) return datasets.findIndex(({ path }) => path === place);
  if (uri !== undefined) return datasets.findIndex((each) => each.uri === uri);
  return name === undefined
    ? onlyDataOf(datasets, role)
    : datasets.findIndex((each) => each.name === name);
}

async function describeKnown(
  describe: () => Promise<Dataset>,
  path: string,
  missing: MissingFact[],
): Promise<Dataset | undefined> {
  try {
    return await describe();
  } catch (error) {
    if (!(error instanceof RegistryError) || error.refusal.code !== "file-problem") throw error;
    missing.push({
      about: path,
      reason: `recorded by name only: ${recordedMessage(error.refusal)}`,
    });
    return undefined;
  }
}

/** Returns the place of the one data set of a role, or of the one there is; -1 if there are several. */
function onlyDataOf(datasets: readonly Dataset[], role = "training"): number {
  const ofRole = datasets.filter((each) => each.role === role);
  const [only] = ofRole.length > 0 ? ofRole : datasets.filter((each) => each.role === undefined);
  const count =
    ofRole.length > 0 ? ofRole.length : datasets.filter((each) => each.role === undefined).length;
  return only && count === 1 ? datasets.indexOf(only) : -1;
}

/**
 * Merges declared facts into a data set that was read. Facts read from the data take precedence;
 * declared digests that differ are added to `missing`.
 */
function merged(known: Dataset, declared: DeclaredData, missing: MissingFact[]): Dataset {
  const { digests = {}, ...facts } = declared;
  for (const [algorithm, says] of Object.entries(digests)) {
    const read = known.digests[algorithm];
    if (read === undefined || read === says) continue;
    const reason = `the metadata file says ${algorithm} ${String(says)}; it is ${read}`;
    missing.push({ about: known.path ?? known.name, reason });
  }
  for (const size of ["rows", "columns"] as const) {
    const [says, read] = [facts[size], known[size]];
    if (says === undefined || read === undefined || says === read) continue;
    missing.push({
      about: known.path ?? known.name,
      reason: `the metadata file says ${says} ${size}; there are ${read}`,
    });
  }
  return {
    ...facts,
    ...known,
    digests: { ...digests, ...known.digests },
    ...(declared.name !== undefined && { name: declared.name }),
  };
}
