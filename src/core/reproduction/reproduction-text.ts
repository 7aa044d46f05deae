import * as l10n from "@vscode/l10n";
import { formatMetric } from "../metrics/metric-format.ts";
import { formatNumber } from "../text/language.ts";
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
      return l10n.t("Reproduced bit by bit");
    case "equal-tensors":
      return l10n.t("Reproduced with equal tensors");
    case "different":
      return l10n.t("Not reproduced: {0}", problemsText(files));
  }
}

function problemsText(files: readonly ReproducedFile[]): string {
  const named = (result: "different" | "missing"): string | undefined => {
    const paths = files.filter((file) => judgeFile(file) === result).map(({ path }) => path);
    if (paths.length === 0) return undefined;
    const others = paths.length - maxNamed;
    const list = paths.slice(0, maxNamed).join(", ");
    if (others <= 0) return list;
    return others === 1
      ? l10n.t("{0} and 1 other file", list)
      : l10n.t("{0} and {1} other files", list, formatNumber(others));
  };
  const [differing, missing] = [named("different"), named("missing")];
  const parts = [
    ...(differing === undefined ? [] : [l10n.t("differs in {0}", differing)]),
    ...(missing === undefined ? [] : [l10n.t("{0} was not produced", missing)]),
  ];
  return parts.join("; ") || l10n.t("the command wrote none of its files");
}

/** Returns the outcome of one file: `identical`, `differs: 2 of 12 tensors, by up to 0.0012`. */
export function fileResultText(file: ReproducedFile): string {
  const { tensors, untouched } = file;
  switch (judgeFile(file)) {
    case "identical":
      return l10n.t("identical");
    case "missing":
      return l10n.t("was not produced");
    case "input":
      return l10n.t("not written by the command");
    case "equal-tensors":
      return l10n.t("other bytes, equal tensors");
    case "different":
      if (untouched) {
        return l10n.t("differs, and was not written by the command");
      }
      if (!tensors) return l10n.t("differs");
      if ("problem" in tensors) {
        return l10n.t("differs; {0}", tensors.problem);
      }
      return tensors.tensors === 1
        ? l10n.t("differs in {0} of 1 tensor", formatNumber(tensors.differing))
        : l10n.t(
            "differs in {0} of {1} tensors",
            formatNumber(tensors.differing),
            formatNumber(tensors.tensors),
          );
  }
}

/** Returns how far a tensor is off: `3 values, by up to 0.00012 (0.4 %)`. */
export function tensorDifferenceText(difference: TensorDifference): string {
  const { values, absolute, relative, problem } = difference;
  const parts = [
    ...(values === undefined ? [] : [valueCount(values)]),
    ...(absolute === undefined ? [] : [l10n.t("by up to {0}", formatMetric(absolute))]),
    ...(relative === undefined ? [] : [l10n.t("(relatively {0})", formatMetric(relative))]),
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
  if (produced === undefined) {
    return l10n.t("not measured, recorded {0}", shown(recorded, produced));
  }
  if (recorded === undefined) return l10n.t("{0}, not recorded", formatMetric(produced));
  if (recorded === produced) return l10n.t("{0}, as recorded", formatMetric(produced));
  return l10n.t("{0}, recorded {1}", shown(produced, recorded), shown(recorded, produced));
}

function shown(value: number | undefined, beside: number | undefined): string {
  return value === undefined ? "" : formatMetric(value, beside === undefined ? [] : [beside]);
}

function valueCount(n: number): string {
  return n === 1 ? l10n.t("1 value") : l10n.t("{0} values", formatNumber(n));
}
