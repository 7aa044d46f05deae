import type { ModelName, Stage, Timestamp, VersionId, VersionNumber } from "../model/ids.ts";

/** Something that versions may depend on: data, a commit, or a version. */
export type ImpactSubject =
  | { readonly kind: "dataset"; readonly place: string; readonly contents: readonly string[] }
  | { readonly kind: "commit"; readonly commit: string }
  | { readonly kind: "version"; readonly version: VersionId; readonly title: string };

/** A version that depends on something, as the index has it. */
export interface DependentVersion {
  readonly id: VersionId;
  readonly model: ModelName;
  readonly number: VersionNumber;
  readonly stage: Stage;
  readonly registeredAt: Timestamp;
  readonly deleted: boolean;
}

/** A version made from another. */
export interface Derivation {
  readonly parent: VersionId;
  readonly child: VersionId;
}

/** A version that depends on the subject, and by which way. */
export interface ImpactedVersion extends DependentVersion {
  /** Steps of derivation from a version that uses the subject itself; 0 for such a version. */
  readonly steps: number;
  /** The parents through which it depends on the subject, of the shortest way; empty at 0 steps. */
  readonly through: readonly VersionId[];
}

/**
 * Returns the versions that depend on something, with the steps of derivation between: those in a
 * stage of `important` first, in that order, then the nearest, then the newest.
 *
 * @param direct the versions that use it themselves
 * @param dependents those and all that were made from them
 */
export function impactOf(
  direct: ReadonlySet<VersionId>,
  dependents: readonly DependentVersion[],
  derivations: readonly Derivation[],
  important: readonly Stage[],
): readonly ImpactedVersion[] {
  const children = new Map<VersionId, VersionId[]>();
  const parents = new Map<VersionId, VersionId[]>();
  for (const { parent, child } of derivations) {
    push(children, parent, child);
    push(parents, child, parent);
  }
  const steps = new Map<VersionId, number>([...direct].map((id) => [id, 0]));
  for (const [id, distance] of steps) {
    for (const child of children.get(id) ?? []) {
      if (!steps.has(child)) steps.set(child, distance + 1);
    }
  }
  const rank = ({ stage, deleted }: DependentVersion): number => {
    const place = deleted ? -1 : important.indexOf(stage);
    return place < 0 ? important.length : place;
  };
  return dependents
    .flatMap((version): ImpactedVersion[] => {
      const distance = steps.get(version.id);
      if (distance === undefined) return [];
      const through = (parents.get(version.id) ?? []).filter(
        (parent) => steps.get(parent) === distance - 1,
      );
      return [{ ...version, steps: distance, through: distance === 0 ? [] : through }];
    })
    .sort((a, b) => rank(a) - rank(b) || a.steps - b.steps || (a.id < b.id ? 1 : -1));
}

/** Returns how many living versions are in each stage, in the order of the versions. */
export function impactedStages(
  versions: readonly DependentVersion[],
): readonly { readonly stage: Stage; readonly count: number }[] {
  const counts = new Map<Stage, number>();
  for (const { stage, deleted } of versions) {
    if (!deleted) counts.set(stage, (counts.get(stage) ?? 0) + 1);
  }
  return [...counts].map(([stage, count]) => ({ stage, count }));
}

function push(map: Map<VersionId, VersionId[]>, key: VersionId, value: VersionId): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
