import type { MetricPoints } from "../model/data/metric-history.ts";

/** Parts of a metric that were taken from a file while a program writes it. */
export interface TakenPoints {
  /** Steps whose values were taken. */
  readonly steps: ReadonlySet<number>;
  /** The last value at the look before this one. */
  readonly last?: readonly [step: number, value: number] | undefined;
}

/**
 * Returns the values of a metric that were not taken yet, with whole numbers as steps. The last one
 * in a file that is still being written may be half a number: it is left until two looks find it the
 * same, or the program has ended.
 */
export function untakenPoints(
  { steps, last }: TakenPoints,
  points: MetricPoints["points"],
  isComplete: boolean,
): readonly (readonly [step: number, value: number])[] {
  const end = points.at(-1);
  const isEndSure = isComplete || (end !== undefined && last?.[0] === end[0] && last[1] === end[1]);
  return points
    .filter((point) => isEndSure || point !== end)
    .map(([step, value]) => [Math.round(step), value] as const)
    .filter(([step]) => !steps.has(step));
}
