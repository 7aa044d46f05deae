import type {
  Axis,
  Finding,
  ModelDescription,
  Signature,
  TensorSpec,
} from "../../core/model/inspection.ts";
import { count } from "../../core/text/format.ts";

/** Limits of the schemas in core/model/inspection.ts, which the contents of a file have to fit into. */
const textLimit = 1024;
const tensorSpecLimit = 1000;
const rankLimit = 64;
const dtypeLimit = 64;
const importLimit = 500;
const callLimit = 100;
const findingLimit = 200;
/**
 * Maximum number of metadata entries: nobody reads more, and they are recorded with the version.
 */
const metadataLimit = 200;

const severities = ["danger", "warning", "info"] as const;

/**
 * Returns the description cut down to the limits, so that readers need not count. Nothing that
 * affects the verdict is lost silently: the worst findings are included first, and a last one
 * contains the number of the others.
 */
export function withinLimits(description: ModelDescription): ModelDescription {
  const { signature, dtypes, imports, calls, metadata, opsets, findings, ...rest } = description;
  return {
    ...clipTexts(rest),
    ...(signature && { signature: clipSignature(signature) }),
    ...(dtypes && { dtypes: dtypes.slice(0, dtypeLimit).map(clip) }),
    ...(imports && { imports: imports.slice(0, importLimit).map(clip) }),
    ...(calls && { calls: calls.slice(0, callLimit).map(clip) }),
    ...(metadata && { metadata: clipRecord(metadata, clip) }),
    ...(opsets && { opsets: clipRecord(opsets, (version) => version) }),
    findings: clipFindings(findings),
  };
}

/** At most 1024 characters, an ellipsis for the rest. */
function clip(text: string): string {
  return text.length <= textLimit ? text : `${text.slice(0, textLimit - 1)}…`;
}

function clipTexts<T extends object>(record: T): T {
  const clipped = { ...record };
  for (const key in clipped) {
    const value = clipped[key];
    if (typeof value === "string") Object.assign(clipped, { [key]: clip(value) });
  }
  return clipped;
}

function clipRecord<T>(
  record: Readonly<Record<string, T>>,
  clipValue: (value: T) => T,
): Record<string, T> {
  const entries = Object.entries(record).slice(0, metadataLimit);
  return Object.fromEntries(entries.map(([key, value]) => [clip(key), clipValue(value)]));
}

function clipSignature({ inputs, outputs }: Signature): Signature {
  return { inputs: clipSpecs(inputs), outputs: clipSpecs(outputs) };
}

function clipSpecs(specs: readonly TensorSpec[]): TensorSpec[] {
  return specs.slice(0, tensorSpecLimit).map(({ name, dtype, shape }) => ({
    name: clip(name),
    dtype: clip(dtype),
    ...(shape && shape.length <= rankLimit && { shape: shape.map(clipAxis) }),
  }));
}

function clipAxis(axis: Axis): Axis {
  return typeof axis === "string" ? clip(axis) : axis;
}

function clipFindings(findings: readonly Finding[]): Finding[] {
  const worstFirst = severities
    .flatMap((severity) => findings.filter((finding) => finding.severity === severity))
    .map(clipTexts);
  if (worstFirst.length <= findingLimit) return worstFirst;
  const kept = worstFirst.slice(0, findingLimit - 1);
  return [
    ...kept,
    {
      code: "more-findings",
      severity: "info",
      message: `Left out: ${count(worstFirst.length - kept.length, "finding")} of the last kind shown or less severe.`,
    },
  ];
}
