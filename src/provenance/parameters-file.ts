import { basename } from "node:path";
import { Parameters, ParameterValue, type MissingFact } from "../core/recipe.ts";
import { flatten } from "./flatten.ts";
import { readStructuredFile } from "./read-structured-file.ts";

export interface ParametersFile {
  readonly parameters: Parameters;
  /** Values of the file that are not recorded, and why. */
  readonly skipped: readonly MissingFact[];
}

/** Reads hyperparameters from `params.yaml` and the like. */
export async function readParametersFile(path: string): Promise<ParametersFile> {
  const file = basename(path);
  const parameters = new Map<string, ParameterValue>();
  const skipped: MissingFact[] = [];
  for (const { key, value } of flatten(await readStructuredFile(path))) {
    const parsed = ParameterValue.safeParse(Array.isArray(value) ? JSON.stringify(value) : value);
    if (parsed.success) parameters.set(key, parsed.data);
    else skipped.push({ about: `${file}: ${key}`, reason: "not a text, number or truth value" });
  }
  return { parameters: Parameters.parse(Object.fromEntries(parameters)), skipped };
}
