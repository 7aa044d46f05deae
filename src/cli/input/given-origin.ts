import { parseFeatureSet } from "../../core/model/data/dataset-text.ts";
import type { FeatureSet } from "../../core/model/data/dataset.ts";
import { parseMoment } from "../../core/model/data/parse-moment.ts";
import { RunReference } from "../../core/model/recipe.ts";
import type { GivenParent } from "../../registry/registration/given-parents.ts";
import { CliError } from "../failure.ts";
import type { RegisterOptions } from "./registration-request.ts";

/** Returns the parents with the relations that the options say. */
export function relatedParents(options: RegisterOptions): readonly GivenParent[] {
  const { finetunedFrom, distilledFrom, quantizedFrom, ensembleOf, mergedFrom } = options;
  const all: readonly (readonly [string, readonly string[]])[] = [
    ["finetuned-from", finetunedFrom],
    ["distilled-from", distilledFrom],
    ["quantized-from", quantizedFrom],
    ["ensemble-of", ensembleOf],
    ["merged-from", mergedFrom],
  ];
  return all.flatMap(([relation, models]) => models.map((of) => ({ relation, of })));
}

/**
 * Returns the run that the options name; by its name where it has no id.
 *
 * @throws CliError `usage`
 */
export function givenRun({ run, runName, experiment, runStart, runEnd }: RegisterOptions): {
  readonly run?: RunReference;
} {
  const id = run ?? runName;
  if (id === undefined) {
    if ([experiment, runStart, runEnd].every((text) => text === undefined)) return {};
    // Versions of one experiment are of several runs.
    throw new CliError({ reason: "run-missing" });
  }
  const parsed = RunReference.safeParse({
    id,
    ...(runName !== undefined && { name: runName }),
    ...(experiment !== undefined && { experiment }),
    ...(runStart !== undefined && { start: moment("--run-start", runStart) }),
    ...(runEnd !== undefined && { end: moment("--run-end", runEnd) }),
  });
  if (parsed.success) return { run: parsed.data };
  throw new CliError({ reason: "run-name-invalid" });
}

/** @throws CliError `usage` */
export function featureSet(text: string): FeatureSet {
  const parsed = parseFeatureSet(text);
  if (parsed) return parsed;
  throw new CliError({ reason: "no-feature-set", text });
}

function moment(option: string, text: string): string {
  const parsed = parseMoment(text.trim());
  if (parsed !== undefined) return parsed;
  throw new CliError({ reason: "no-time", option, text });
}
