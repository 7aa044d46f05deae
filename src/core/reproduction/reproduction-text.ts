import { formatMetric } from "../metrics/metric-format.ts";
import { count } from "../text/format.ts";
import { judgeFile, judgeReproduction } from "./judge-reproduction.ts";
import type { ReproducedFile, ReproductionData } from "./reproduction-events.ts";
import type { TensorDifference } from "./tensor-comparison.ts";

/** Maximum number of files that a title names. */
const maxNamed = 3;

/**
 * Returns the result of a reproduction in a few words: `Reproduced bit by bit`, `Reproduced with equal
 * tensors`, `Not reproduced: differs in model.npz`.
 */
export function reproductionTitle({ files }: Pick<ReproductionData, "files">): string {
  switch (judgeReproduction({ files })) {
    case "identical":
      return "Reproduced bit by bit";
    case "equal-tensors":
      return "Reproduced with equal tensors";
    case "different":
      return `Not reproduced: ${problemsText(files)}`;
  }
}

function problemsText(files: readonly ReproducedFile[]): string {
  const named = (result: "different" | "missing"): string | undefined => {
    const paths = files.filter((file) => judgeFile(file) === result).map(({ path }) => path);
    if (paths.length === 0) return undefined;
    const others = paths.length - maxNamed;
    const list = paths.slice(0, maxNamed).join(", ");
    return others > 0 ? `${list} and ${count(others, "other file")}` : list;
  };
  const [differing, missing] = [named("different"), named("missing")];
  const parts = [
    ...(differing === undefined ? [] : [`differs in ${differing}`]),
    ...(missing === undefined ? [] : [`${missing} was not produced`]),
  ];
  return parts.join("; ") || "the command wrote none of its files";
}

/** Returns the outcome of one file: `identical`, `differs: 2 of 12 tensors, by up to 0.0012`. */
export function fileResultText(file: ReproducedFile): string {
  const { tensors, untouched } = file;
  switch (judgeFile(file)) {
    case "identical":
      return "identical";
    case "missing":
      return "was not produced";
    case "input":
      return "not written by the command";
    case "equal-tensors":
      return "other bytes, equal tensors";
    case "different":
      if (untouched) return "differs, and was not written by the command";
      if (!tensors) return "differs";
      if ("problem" in tensors) return `differs; ${tensors.problem}`;
      return `differs in ${tensors.differing} of ${count(tensors.tensors, "tensor")}`;
  }
}

/** Returns how far a tensor is off: `3 values, by up to 0.00012 (0.4 %)`. */
export function tensorDifferenceText(difference: TensorDifference): string {
  const { values, absolute, relative, problem } = difference;
  const parts = [
    ...(values === undefined ? [] : [count(values, "value")]),
    ...(absolute === undefined ? [] : [`by up to ${formatMetric(absolute)}`]),
    ...(relative === undefined ? [] : [`(relatively ${formatMetric(relative)})`]),
  ];
  const text = parts.join(" ");
  return [text, problem].filter(Boolean).join("; ");
}

/** A metric as it was recorded and as it is now. */
export interface MetricBeside {
  readonly name: string;
  readonly recorded: number | undefined;
  readonly produced: number | undefined;
}

/** Returns the metrics of a version beside those of its reproduction, by name. */
export function metricsBeside(
  recorded: Readonly<Record<string, number>>,
  produced: Readonly<Record<string, number>>,
): readonly MetricBeside[] {
  const names = [...new Set([...Object.keys(recorded), ...Object.keys(produced)])].toSorted();
  const of = (metrics: Readonly<Record<string, number>>, name: string): number | undefined =>
    Object.hasOwn(metrics, name) ? metrics[name] : undefined;
  return names.map((name) => ({
    name,
    recorded: of(recorded, name),
    produced: of(produced, name),
  }));
}

/** Returns such a metric as text: `0.91, recorded 0.92`, `0.91, as recorded`. */
export function metricBesideText({ recorded, produced }: MetricBeside): string {
  if (produced === undefined) return `not measured, recorded ${shown(recorded, produced)}`;
  if (recorded === undefined) return `${formatMetric(produced)}, not recorded`;
  if (recorded === produced) return `${formatMetric(produced)}, as recorded`;
  return `${shown(produced, recorded)}, recorded ${shown(recorded, produced)}`;
}

function shown(value: number | undefined, beside: number | undefined): string {
  return value === undefined ? "" : formatMetric(value, beside === undefined ? [] : [beside]);
}
