/**
 * Returns at most so many points of a line, the first and the last among them. Of each part of the
 * line the lowest and the highest stay, so that no spike is lost.
 *
 * @param most at least 4
 */
export function thinOut(
  points: readonly (readonly [step: number, value: number])[],
  most: number,
): readonly (readonly [step: number, value: number])[] {
  if (points.length <= most) return points;
  const parts = Math.max(1, Math.floor((most - 2) / 2));
  const inner = points.slice(1, -1);
  const kept = Array.from({ length: parts }, (_, part) => {
    const of = inner.slice(
      Math.floor((part * inner.length) / parts),
      Math.floor(((part + 1) * inner.length) / parts),
    );
    let [low, high] = [0, 0];
    of.forEach(([, value], index) => {
      if (value < (of[low]?.[1] ?? 0)) low = index;
      if (value > (of[high]?.[1] ?? 0)) high = index;
    });
    const both = low === high ? [low] : [Math.min(low, high), Math.max(low, high)];
    return both.flatMap((index) => {
      const point = of[index];
      return point ? [point] : [];
    });
  });
  return [...points.slice(0, 1), ...kept.flat(), ...points.slice(-1)];
}
