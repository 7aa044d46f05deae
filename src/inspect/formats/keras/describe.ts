import type { Finding, TensorInfo } from "../../../core/model/inspection.ts";
import type { Reading } from "../../contract/format.ts";
import { summariseTensors } from "../../contract/tensors.ts";
import { verdictFrom } from "../../contract/verdict.ts";
import type { KerasConfig } from "./config.ts";

/** Contents of a Keras file. */
export interface KerasFile {
  readonly config: KerasConfig | undefined;
  readonly version: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: readonly TensorInfo[];
  readonly findings: readonly Finding[];
  readonly isComplete: boolean;
}

/** The state of optimisers and of random generators is stored with the weights, but is none of them. */
const noWeights = /(^|\/)(optimizer(_weights)?|seed_generator)(\/|$)/;

export function describeKeras(file: KerasFile): Reading {
  const { config, version, tensors } = file;
  const weights = tensors.filter(({ name }) => !noWeights.test(name));
  const incomplete: Finding[] = file.isComplete ? [] : [notListed];
  const findings = [...file.findings, ...(config?.findings ?? []), ...incomplete];
  const verdict = verdictFrom(findings, config?.needsCode);
  return {
    description: {
      ...((config !== undefined || version !== undefined) && { framework: "keras" }),
      ...(version !== undefined && { frameworkVersion: version }),
      ...(config && describeConfig(config)),
      // Half a count would be taken for the whole.
      ...(file.isComplete && summariseTensors(weights)),
      metadata: { ...(config && metadataOf(config)), ...file.metadata },
      verdict: file.isComplete || verdict === "dangerous" ? verdict : "unreadable",
    },
    tensors: weights,
    findings,
  };
}

const notListed: Finding = {
  code: "hdf5-not-listed",
  severity: "warning",
  message:
    "Some groups or attributes are stored in a form (a filtered heap) that is not read here.",
};

function describeConfig({
  className,
  signature,
  imports,
}: KerasConfig): Partial<Reading["description"]> {
  return {
    ...(className !== undefined && { architecture: className }),
    ...(signature && { signature }),
    ...(imports.length > 0 && { imports }),
  };
}

function metadataOf({ name, layers }: KerasConfig): Record<string, string> {
  const list = layers.map((layer) => `${layer.name} (${layer.className})`).join(", ");
  return { ...(name !== undefined && { name }), layers: list };
}
