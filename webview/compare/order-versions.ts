import { metricDirection } from "../../src/core/metrics/metric-direction.ts";
import type { VersionId } from "../../src/core/model/ids.ts";
import { roleOf } from "../ui/stage-badge.ts";
import type { ComparedVersion } from "./arrange.ts";
import type { ComparePageState } from "./state.ts";

/** Versions as the page orders them. */
export interface OrderedVersions {
  /** Those that are shown: the baseline, then those that are pinned, then the others. */
  readonly versions: readonly ComparedVersion[];
  /** Number of the first that stay in sight: the baseline and those that are pinned. */
  readonly pinned: number;
}

/** Returns the version chosen as baseline, else the one in Production, else the first. */
export function chooseBaseline(
  versions: readonly ComparedVersion[],
  chosen: VersionId | undefined,
): VersionId | undefined {
  return (
    versions.find(({ id }) => id === chosen) ??
    versions.find(({ stage }) => roleOf(stage) === "production") ??
    versions[0]
  )?.id;
}

/** Orders the versions that are compared, without those that are hidden. */
export function orderVersions(
  chosen: readonly ComparedVersion[],
  state: Pick<
    ComparePageState,
    "baseline" | "order" | "moved" | "pinned" | "hidden" | "directions"
  >,
): OrderedVersions {
  const baseline = chooseBaseline(chosen, state.baseline);
  const shown = sortVersions(chosen, state).filter(
    ({ id }) => id === baseline || !state.hidden.includes(id),
  );
  const rank = ({ id }: ComparedVersion): number =>
    id === baseline ? 0 : state.pinned.includes(id) ? 1 : 2;
  const versions = shown.toSorted((a, b) => rank(a) - rank(b));
  return { versions, pinned: versions.filter((version) => rank(version) < 2).length };
}

function sortVersions(
  versions: readonly ComparedVersion[],
  { order, moved, directions }: Pick<ComparePageState, "order" | "moved" | "directions">,
): readonly ComparedVersion[] {
  if (!order) {
    const place = ({ id }: ComparedVersion): number => moved.indexOf(id) + 1 || moved.length + 1;
    return versions.toSorted((a, b) => place(a) - place(b));
  }
  const { key, bestFirst } = order;
  const descending = ((directions[key] ?? metricDirection(key)) !== "lower") === bestFirst;
  return versions.toSorted((a, b) => {
    const [x, y] = [a.recipe.metrics[key], b.recipe.metrics[key]];
    if (x === undefined || y === undefined)
      return Number(x === undefined) - Number(y === undefined);
    return descending ? y - x : x - y;
  });
}

/** Returns the order of all versions after one has been moved past its neighbour. */
export function moveVersion(
  shown: readonly ComparedVersion[],
  from: number,
  to: number,
): readonly VersionId[] {
  const ids = shown.map(({ id }) => id);
  const [moved] = ids.splice(from, 1);
  if (moved !== undefined) ids.splice(to, 0, moved);
  return ids;
}
