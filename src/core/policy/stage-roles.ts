import type { Stage } from "../model/ids.ts";
import { firstStage, stageRule, type Policy } from "../model/policy.ts";

/**
 * Meaning of a stage in the lifecycle: `start` is where versions begin, `production` what is in
 * use, `archive` where versions come that were in use, `rejection` where those come that will not
 * be; `trial` is on the way to Production, `other` leads nowhere near it, or the policy does not
 * have it.
 */
export const stageRoles = [
  "start",
  "trial",
  "production",
  "archive",
  "rejection",
  "other",
] as const;
export type StageRole = (typeof stageRoles)[number];

/** Kind of a move between two stages, by which it is named and confirmed. */
export const moveKinds = [
  "promotion",
  "demotion",
  "archiving",
  "rejection",
  "reinstatement",
] as const;
export type MoveKind = (typeof moveKinds)[number];

/**
 * Returns the stage of the versions in use, by which others are measured and which is rolled back:
 * of the stages that admit one version a model, or of all where none does, the one furthest from
 * the beginning; of several, one that leads to the archive, and of those the last in the policy.
 * Undefined if versions only begin and end.
 */
export function productionStage(policy: Policy): Stage | undefined {
  const first = firstStage(policy);
  const archive = archiveStage(policy);
  const inner = policy.stages.filter(({ name }) => name !== first && name !== archive);
  const exclusive = inner.filter((rule) => rule.exclusive);
  const distances = stepsFrom(policy, first, new Set(archive === undefined ? [] : [archive]));
  let found: { readonly name: Stage; readonly rank: readonly [number, boolean] } | undefined;
  for (const { name, next } of exclusive.length > 0 ? exclusive : inner) {
    const rank = [
      distances.get(name) ?? -1,
      archive !== undefined && next.includes(archive),
    ] as const;
    const isFurther =
      !found || rank[0] > found.rank[0] || (rank[0] === found.rank[0] && rank[1] >= found.rank[1]);
    if (isFurther) found = { name, rank };
  }
  return found?.name;
}

/** Returns the stage for versions that are no longer in use; undefined if the policy has none. */
export function archiveStage(policy: Policy): Stage | undefined {
  return policy.stages.find(({ retires }) => retires)?.name;
}

/** Returns the stages for versions that will not be used, in the order of the policy. */
export function rejectionStages(policy: Policy): readonly Stage[] {
  return policy.stages
    .map(({ name }) => name)
    .filter((name) => stageRole(policy, name) === "rejection");
}

/** Returns what a stage means by the policy. Its name says nothing. */
export function stageRole(policy: Policy, stage: Stage): StageRole {
  if (!stageRule(policy, stage)) return "other";
  const first = firstStage(policy);
  const production = productionStage(policy);
  const archive = archiveStage(policy);
  if (stage === production) return "production";
  if (stage === archive) return "archive";
  if (stage === first) return "start";
  if (production === undefined) return "other";
  const ends = new Set([first, ...(archive === undefined ? [] : [archive])]);
  if (stepsFrom(policy, stage, ends).has(production)) return "trial";
  // From where a version gets to Production only by beginning anew, and comes without having been there.
  const before = stepsFrom(
    policy,
    first,
    new Set([production, ...(archive === undefined ? [] : [archive])]),
  );
  return before.has(stage) ? "rejection" : "other";
}

/** Returns the roles of all stages of a policy by their names, for pages, which have no policy. */
export function stageRolesOf(policy: Policy): Readonly<Record<string, StageRole>> {
  return Object.fromEntries(policy.stages.map(({ name }) => [name, stageRole(policy, name)]));
}

/** Returns what a move from one stage to another is by the policy, whether or not it is allowed. */
export function classifyMove(policy: Policy, from: Stage, to: Stage): MoveKind {
  const target = stageRole(policy, to);
  if (target === "archive") return "archiving";
  if (target === "rejection") return "rejection";
  const source = stageRole(policy, from);
  const isUnknown = !stageRule(policy, from);
  if (source === "archive" || source === "rejection" || isUnknown) return "reinstatement";
  const production = productionStage(policy);
  if (from === production) return "demotion";
  const [before, after] = [from, to].map((stage) => stepsToProduction(policy, stage));
  if (before !== undefined && after !== undefined && before !== after) {
    return after < before ? "promotion" : "demotion";
  }
  if ((before === undefined) !== (after === undefined)) {
    return before === undefined ? "promotion" : "demotion";
  }
  const place = (stage: Stage): number => policy.stages.findIndex(({ name }) => name === stage);
  return place(to) > place(from) ? "promotion" : "demotion";
}

/** Returns the transitions on the shortest way to Production; undefined if there is none. */
function stepsToProduction(policy: Policy, from: Stage): number | undefined {
  const production = productionStage(policy);
  const archive = archiveStage(policy);
  const ends = new Set(archive === undefined ? [] : [archive]);
  return production === undefined ? undefined : stepsFrom(policy, from, ends).get(production);
}

/**
 * Returns the stages that can be reached from one, with the fewest transitions it takes; `ends`
 * lead no further.
 */
function stepsFrom(
  policy: Policy,
  start: Stage,
  ends: ReadonlySet<Stage>,
): ReadonlyMap<Stage, number> {
  const steps = new Map<Stage, number>([[start, 0]]);
  for (const [stage, count] of steps) {
    if (stage !== start && ends.has(stage)) continue;
    for (const next of stageRule(policy, stage)?.next ?? []) {
      if (!steps.has(next)) steps.set(next, count + 1);
    }
  }
  return steps;
}
