import * as l10n from "@vscode/l10n";
import { metricDirection, type MetricDirection } from "../metrics/metric-direction.ts";
import { formatMetric, rowFormat } from "../metrics/metric-format.ts";
import { firstFew } from "../text/format.ts";
import { formatNumber } from "../text/language.ts";
import type { ChartAxis, ValueAxis } from "./chart.ts";

/** Values that decide on the decimals of an axis; more would take long and tell little. */
const sampled = 60;

/** From this ratio of the largest value to the smallest on, an axis may be logarithmic. */
const logRatio = 1000;

/** Returns the axis of a metric, which says which way is better. */
export function metricAxis(
  key: string,
  values: readonly number[],
  direction: MetricDirection = metricDirection(key),
): ValueAxis {
  const note =
    direction === "higher"
      ? l10n.t("higher is better")
      : direction === "lower"
        ? l10n.t("lower is better")
        : undefined;
  return { ...valueAxis(key, values), ...(note !== undefined && { note }) };
}

/** Returns an axis of numbers, with as many decimals as tell its values apart. */
export function valueAxis(name: string, values: readonly number[]): ValueAxis {
  const decimals = decimalsOf(values);
  return { kind: "value", name, ...(decimals !== undefined && { decimals }) };
}

/** Returns the axis of a hyperparameter: logarithmic for what is tried by powers of ten. */
export function parameterAxis(name: string, values: readonly number[]): ValueAxis {
  const [smallest, largest] = extent(values);
  const isLog = smallest > 0 && largest / smallest >= logRatio;
  return { ...valueAxis(name, values), kind: isLog ? "log" : "value" };
}

/** Returns a value as text, as its axis writes it. */
export function axisText(axis: ChartAxis, value: number): string {
  if (axis.kind === "category") return axis.categories[value] ?? "";
  if (axis.decimals === undefined) return formatMetric(value);
  const format = decimalFormat(axis.decimals);
  const text = format.format(value);
  // What was left out of the sample may be smaller than all of it.
  return value !== 0 && !/[1-9]/.test(text) ? formatMetric(value) : text;
}

/** Returns the smallest and the largest value; `[Infinity, -Infinity]` of none. */
export function extent(values: readonly number[]): readonly [number, number] {
  let [smallest, largest] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  return [smallest, largest];
}

/** Returns `2 of 6 versions have no test.auc: 3, 4`; nothing where all have it. */
export function missingNote(
  key: string,
  missing: readonly string[],
  total: number,
): readonly string[] {
  if (missing.length === 0) return [];
  const [number, all, names] = [missing.length, total, firstFew(missing)];
  return [
    all === 1
      ? l10n.t("The only version has no {0}: {1}", key, names)
      : number === 1
        ? l10n.t("1 of {0} versions has no {1}: {2}", formatNumber(all), key, names)
        : l10n.t(
            "{0} of {1} versions have no {2}: {3}",
            formatNumber(number),
            formatNumber(all),
            key,
            names,
          ),
  ];
}

/** Returns `test.auc is not finite in 3, 4`; nothing where it is in all. */
export function notFiniteNote(key: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [l10n.t("{0} is not finite in {1}", key, firstFew(names))];
}

/** Returns `2 of 6 versions have no recorded history of loss: 3, 4`; nothing where all have one. */
export function missingHistoryNote(
  key: string,
  missing: readonly string[],
  total: number,
): readonly string[] {
  if (missing.length === 0) return [];
  const [number, all, names] = [missing.length, total, firstFew(missing)];
  return [
    all === 1
      ? l10n.t("The only version has no recorded history of {0}: {1}", key, names)
      : number === 1
        ? l10n.t("1 of {0} versions has no recorded history of {1}: {2}", all, key, names)
        : l10n.t(
            "{0} of {1} versions have no recorded history of {2}: {3}",
            number,
            all,
            key,
            names,
          ),
  ];
}

const formats = new Map<number, Intl.NumberFormat>();

function decimalFormat(decimals: number): Intl.NumberFormat {
  const known = formats.get(decimals);
  if (known) return known;
  const made = new Intl.NumberFormat("en", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  formats.set(decimals, made);
  return made;
}

function decimalsOf(values: readonly number[]): number | undefined {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  const step = Math.max(1, distinct.length / sampled);
  const sample = Array.from(
    { length: Math.min(sampled, distinct.length) },
    (_, index) => distinct[Math.floor(index * step)] ?? 0,
  );
  const [first] = sample;
  if (first === undefined) return undefined;
  const texts = sample.map(rowFormat(sample));
  const decimals = new Set(texts.map((text) => text.split(".")[1]?.length ?? 0));
  const [only] = decimals;
  return decimals.size === 1 && !texts.some((text) => text.includes("e")) ? only : undefined;
}
