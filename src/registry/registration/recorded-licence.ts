import { basename, dirname, resolve } from "node:path";
import {
  chooseLicence,
  statedLicences,
  type StatedLicence,
} from "../../core/model/inspection/licence.ts";
import type { RecordedInspection } from "../../core/model/inspection/recorded-inspection.ts";
import type { MissingFact, Recipe } from "../../core/model/recipe.ts";
import { relativePath } from "../files/relative-path.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { readCardLicence } from "./find-model-card.ts";

/** Sources of the licence that a registration has. */
interface Licensed {
  readonly paths: readonly string[];
  /** Licence in the metadata file. */
  readonly licence?: string;
  readonly metadataFile?: string;
  readonly modelCard?: string;
}

/**
 * Returns the licence of a version: that of the metadata file, else of the model files, else of the
 * model card beside them. Where they differ, that is said.
 */
export async function recordedLicence(
  { folder }: Registry,
  { paths, licence, metadataFile, modelCard }: Licensed,
  inspection: RecordedInspection,
  task: Task,
): Promise<{
  readonly recorded: Pick<Recipe, "license" | "licenseSource">;
  readonly contradictions: readonly MissingFact[];
}> {
  const shown = (path: string): string => relativePath(folder, path);
  const declared: readonly StatedLicence[] =
    licence === undefined || metadataFile === undefined
      ? []
      : [{ licence, source: shown(metadataFile) }];
  const beside = modelCard === undefined ? undefined : await readCardLicence(modelCard, task);
  const [model = ""] = paths;
  const card = beside ? [{ licence: beside.licence, source: shown(beside.path) }] : [];
  // The card in a model folder is the model's own word.
  const isOfFolder = beside !== undefined && dirname(beside.path) === resolve(folder, model);
  const own = statedLicences(inspection, basename(model));
  const { chosen, contradictions } = chooseLicence([
    ...declared,
    ...(isOfFolder ? [...card, ...own] : [...own, ...card]),
  ]);
  if (!chosen) return { recorded: {}, contradictions };
  return { recorded: { license: chosen.licence, licenseSource: chosen.source }, contradictions };
}
