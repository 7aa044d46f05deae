import { fieldTitle } from "../events/field-name.ts";
import { datasetContent, datasetPlace } from "../model/data/dataset.ts";
import type { Stage } from "../model/ids.ts";
import type { ModelMetadata } from "../model/inspection/model-metadata.ts";
import { specText } from "../model/inspection/signature.ts";
import { verdictWords } from "../model/inspection/verdict-words.ts";
import type { ModelDescription, Signature } from "../model/inspection.ts";
import type { AnnotationField, Annotations } from "../model/markings.ts";
import type { GateCheck } from "../model/policy/gate-check.ts";
import type { Recipe } from "../model/recipe.ts";
import { formatName, frameworkName } from "../text/display-names.ts";
import { benchmarkText } from "./metadata-text.ts";

/** Facts about one version in one section of a comparison, by the name of their row. */
export type Facts = Readonly<Record<string, string | undefined>>;

/** Results of the gates of a stage for a version. */
export interface StageChecks {
  readonly stage: Stage;
  readonly checks: readonly GateCheck[];
}

/** Returns whether a version would pass the gates of each stage, rule by rule. */
export function gateFacts(gates: readonly StageChecks[]): Facts {
  return Object.fromEntries(
    gates.flatMap(({ stage, checks }) =>
      checks.map(({ rule, subject, required, actual, passed }) => {
        // What is required of a regression names the version that is there, which may be the same.
        const requirement = rule === "regression" ? "no regression" : required;
        return [
          `${stage}: ${subject} (${requirement})`,
          `${passed ? "passes" : "fails"}: ${actual}`,
        ] as const;
      }),
    ),
  );
}

/** Returns the content of each dataset, by its place, and what else is known of it. */
export function datasetFacts({ datasets }: Recipe): Facts {
  return Object.fromEntries(
    datasets.flatMap((dataset) => {
      const place = datasetPlace(dataset);
      const { version, rows, columns, target, digests } = dataset;
      const isContent = Object.keys(digests).length === 0;
      const more = {
        version: isContent ? undefined : version,
        rows: rows?.toLocaleString("en"),
        columns: columns?.toLocaleString("en"),
        target,
      };
      return [
        [place, datasetContent(dataset) ?? "not known"] as const,
        ...Object.entries(more).flatMap(([name, value]) =>
          value === undefined ? [] : [[`${place}, ${name}`, value] as const],
        ),
      ];
    }),
  );
}

/** Returns what a model is, by its files, else by its metadata. */
export function modelFacts(
  description: Partial<ModelDescription> = {},
  declared: Partial<ModelMetadata>,
): Facts {
  const { format, dtypes, quantisation, verdict } = description;
  const { framework, frameworkVersion } = description.framework ? description : declared;
  const counted = description.parameterCount === 0 ? undefined : description.parameterCount;
  const parameterCount = counted ?? declared.parameterCount;
  return {
    format: format && formatName(format),
    framework: framework && [frameworkName(framework), frameworkVersion].filter(Boolean).join(" "),
    architecture: description.architecture ?? declared.architecture,
    task: description.task ?? declared.task,
    parameters: parameterCount ? String(parameterCount) : undefined,
    types: dtypes?.join(", "),
    quantisation,
    safety: verdict && verdictWords(verdict).label,
  };
}

/** Returns the inputs and outputs of a model. */
export function signatureFacts(signature: Signature | undefined): Facts {
  return Object.fromEntries([
    ...(signature?.inputs ?? []).map((spec) => [`input ${spec.name}`, specText(spec)] as const),
    ...(signature?.outputs ?? []).map((spec) => [`output ${spec.name}`, specText(spec)] as const),
  ]);
}

/** Returns benchmarks by name and by what they were measured on. */
export function benchmarkFacts({ benchmarks = [] }: Partial<ModelMetadata>): Facts {
  return Object.fromEntries(
    benchmarks.map(({ on, ...benchmark }) => [
      on === undefined ? benchmark.name : `${benchmark.name} on ${on}`,
      benchmarkText(benchmark),
    ]),
  );
}

/** Returns what people wrote on a version, by the title of the field. */
export function annotationFacts(annotations: Annotations): Facts {
  return Object.fromEntries(
    Object.entries(annotations).map(([field, text]) => [
      fieldTitle(field as AnnotationField),
      text,
    ]),
  );
}
