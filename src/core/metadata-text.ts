import { formatMetric } from "./format.ts";
import type { ModelDescription } from "./inspection.ts";
import type { Benchmark, ModelMetadata, Training } from "./model-metadata.ts";

/** `2 h 5 min`, `48 s`, `0.3 s`: how long a training took. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 86_400), "d"],
    [Math.floor(whole / 3600) % 24, "h"],
    [Math.floor(whole / 60) % 60, "min"],
    [whole % 60, "s"],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

type Fact = readonly [name: string, value: string];

/** When training began and ended and how long it took, as far as that is known. */
export function trainingFacts({ startedAt, endedAt, seconds }: Training): readonly Fact[] {
  return [
    ...(startedAt === undefined ? [] : [["Started", timeText(startedAt)] as const]),
    ...(endedAt === undefined ? [] : [["Ended", timeText(endedAt)] as const]),
    ...(seconds === undefined ? [] : [["Took", formatDuration(seconds)] as const]),
  ];
}

/** What the metadata says of a model that its files do not say themselves. */
export function declaredFacts(
  { framework, frameworkVersion, task, architecture, parameterCount }: ModelMetadata,
  description: ModelDescription | undefined,
): readonly Fact[] {
  // None is what readers find that do not know where a format keeps its values.
  const counted = description?.parameterCount === 0 ? undefined : description?.parameterCount;
  const facts = [
    ["Framework", [framework, frameworkVersion].filter(Boolean).join(" "), description?.framework],
    ["Task", task, description?.task],
    ["Architecture", architecture, description?.architecture],
    ["Parameters", parameterCount?.toLocaleString("en"), counted],
  ] as const;
  return facts.flatMap(([name, value, known]) =>
    value && known === undefined ? [[name, value] as const] : [],
  );
}

/** The features that count most first, whichever way they count. */
export function importantFirst(
  importance: NonNullable<ModelMetadata["featureImportance"]>,
): readonly (readonly [feature: string, value: number])[] {
  return Object.entries(importance).toSorted(
    ([a, one], [b, other]) => Math.abs(other) - Math.abs(one) || (a < b ? -1 : 1),
  );
}

/** `12 ms on Raspberry Pi 5` */
export function benchmarkText({ value, unit, on }: Benchmark): string {
  const measured = [formatMetric(value), unit].filter(Boolean).join(" ");
  return on === undefined ? measured : `${measured} on ${on}`;
}

/** `2026-11-21 09:30 UTC` */
function timeText(at: string): string {
  return `${at.slice(0, 16).replace("T", " ")} UTC`;
}
