import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { ModelName, type Sha256 } from "../../core/model/ids.ts";
import type { Metrics, MissingFact } from "../../core/model/recipe.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { isMetricsFileName } from "../../provenance/discovery/discover.ts";
import { readMetricsFile } from "../../provenance/values/metrics-file.ts";
import type { Registry } from "../registry.ts";
import type { RecipeFiles } from "./capture-recipe.ts";
import type { DeclaredRecipe } from "./declared-recipe.ts";

/** A request whose metrics may be those of an earlier version. */
interface Measured extends Pick<RecipeFiles, "metricsFiles" | "metadataFile" | "found"> {
  readonly model: string;
  readonly paths: readonly string[];
  readonly declared?: DeclaredRecipe;
  readonly imported?: unknown;
}

/** Versions that are looked at for having the same metrics, the newest ones. */
const maxCompared = 50;
const day = 24 * 60 * 60 * 1000;

/**
 * Returns doubts about metrics files that the user didn't name: one has the metrics of an earlier
 * version with other files, or is much older than the model while a newer file lies beside it.
 *
 * @param digest of the files that are to be registered
 */
export async function doubtfulEvidence(
  registry: Registry,
  request: Measured,
  digest: Sha256,
): Promise<readonly MissingFact[]> {
  const { found = [], metadataFile, declared } = request;
  const doubts: MissingFact[] = [];
  const compare = async (path: string, metrics: Metrics): Promise<boolean> => {
    const earlier = await versionMeasured(registry, request.model, metrics, digest);
    if (!earlier) return false;
    const reason = `has the same metrics as ${versionTitle(earlier)}, whose files are other ones; if it was not written for this version, evaluate it again`;
    doubts.push({ about: basename(path), reason, kind: "doubt" });
    return true;
  };
  if (metadataFile !== undefined && declared && found.includes(metadataFile)) {
    await compare(metadataFile, declared.metrics);
  }
  for (const path of request.metricsFiles.filter((each) => found.includes(each))) {
    const absolute = resolve(registry.folder, path);
    if (await compare(path, await metricsOf(absolute))) continue;
    if (request.imported !== undefined) continue;
    const newer = await newerBeside(registry.folder, request, absolute);
    if (newer === undefined) continue;
    const reason = `is more than a day older than the model; ${newer} beside it is newer`;
    doubts.push({ about: basename(path), reason, kind: "doubt" });
  }
  return doubts;
}

/** Returns the metrics of a file; none if it can't be read, which capturing the recipe reports. */
async function metricsOf(path: string): Promise<Metrics> {
  try {
    return (await readMetricsFile(path)).metrics;
  } catch (error) {
    if (error instanceof RegistryError) return {};
    throw error;
  }
}

/** Finds the newest version with all of these metrics that has other files. */
async function versionMeasured(
  registry: Registry,
  model: string,
  metrics: Metrics,
  digest: Sha256,
): Promise<Version | undefined> {
  const name = ModelName.safeParse(model.trim().normalize("NFC"));
  const values = Object.entries(metrics);
  if (!name.success || values.length === 0) return undefined;
  return registry.read((state) => {
    const known = state.model(name.data)?.name ?? name.data;
    return state.versions({ model: known, limit: maxCompared }).find((version) => {
      const recorded = state.registration(version.id)?.recipe.metrics ?? {};
      return (
        version.digest !== digest &&
        values.every(([key, value]) => Object.hasOwn(recorded, key) && recorded[key] === value)
      );
    });
  });
}

/** Returns the name of a newer file of metrics that is not older than the model either. */
async function newerBeside(
  folder: string,
  { paths: [model = ""], metricsFiles }: Measured,
  path: string,
): Promise<string | undefined> {
  const [modelAt, ownAt] = [await writtenAt(resolve(folder, model)), await writtenAt(path)];
  if (modelAt === undefined || ownAt === undefined || ownAt > modelAt - day) return undefined;
  const taken = new Set(metricsFiles.map((each) => resolve(folder, each)));
  const place = dirname(path);
  const names = await readdir(place).catch(() => []);
  for (const name of names.filter(isMetricsFileName).toSorted()) {
    const other = join(place, name);
    const at = taken.has(other) ? undefined : await writtenAt(other);
    if (at !== undefined && at > modelAt - day) return name;
  }
  return undefined;
}

/** Milliseconds since the epoch; undefined of what is no file. */
async function writtenAt(path: string): Promise<number | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() === true ? stats.mtimeMs : undefined;
}
