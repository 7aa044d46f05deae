import type { Finding } from "../../../core/model/inspection.ts";
import { count } from "../../../core/text/format.ts";
import type { Surroundings } from "../../contract/source.ts";
import type { ExternalData } from "./tensor.ts";

/** Files named at most: converters write one, or one for each tensor. */
const maxLocations = 10_000;

/**
 * Checks that the files with the tensors' data lie beside the model and are long enough. A location
 * that leads out of the folder makes the runtime read any file of the machine (CVE-2022-25882,
 * CVE-2024-27318): that is a danger.
 */
export async function checkExternalData(
  references: readonly ExternalData[],
  beside: Surroundings,
): Promise<{ findings: Finding[]; isComplete: boolean }> {
  const findings: Finding[] = [];
  const ends = new Map<string, number>();
  for (const { location, offset, length } of references) {
    ends.set(location, Math.max(ends.get(location) ?? 0, offset + (length ?? 0)));
  }
  for (const [location, end] of [...ends].slice(0, maxLocations)) {
    const finding = judge(await beside.open(location), end);
    if (finding) findings.push({ ...finding, where: location });
  }
  if (ends.size > maxLocations) {
    findings.push({
      code: "onnx-external-data-unchecked",
      severity: "danger",
      message: `The model names ${ends.size} files for its tensors; only the first ${maxLocations} were looked at.`,
    });
  }
  return { findings, isComplete: findings.length === 0 };
}

function judge(
  opened: Awaited<ReturnType<Surroundings["open"]>>,
  end: number,
): Finding | undefined {
  if (opened === "outside") {
    return {
      code: "onnx-external-data-outside",
      severity: "danger",
      message:
        "Tensor data is taken from a path that leads out of the model's folder, so loading reads another file of the machine.",
    };
  }
  if (opened === "absent") {
    return {
      code: "onnx-external-data-missing",
      severity: "warning",
      message: "A file with tensor data is not there, so the model is not complete.",
    };
  }
  if (opened.size >= end) return undefined;
  return {
    code: "onnx-external-data-cut-off",
    severity: "warning",
    message: `A file with tensor data has ${count(opened.size, "byte")}, and its tensors need ${end}.`,
  };
}
