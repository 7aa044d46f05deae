import * as l10n from "@vscode/l10n";
import { directionByName } from "../metrics/metric-direction.ts";
import type { Stage } from "../model/ids.ts";
import type { StageGates } from "../model/policy/stage-gates.ts";
import { firstStage, type Policy, type StageRule } from "../model/policy.ts";
import { parseRemoteAddress } from "../remotes/remote-address.ts";
import { formatNumber, listOfAlternatives } from "../text/language.ts";
import { reservedKeys, type PolicyFile } from "./policy-file.ts";

/** Part of a policy that has no effect, or another one than it seems. */
export interface PolicyNote {
  /** Path of the key in the file. */
  readonly path: readonly (string | number)[];
  /** Set if the value of the key is meant, and not the key. */
  readonly aboutValue?: true;
  /** Text of the note, without a full stop. */
  readonly text: string;
}

/** Returns the parts of a valid policy that have no effect, so that nobody relies on them. */
export function policyNotes(policy: Policy): readonly PolicyNote[] {
  return policy.stages.flatMap((stage) => {
    const { name, gates } = stage;
    if (!gates) return [];
    const about: About = { policy, stage, gates, at: (key) => ["gates", name, key] };
    return [
      ...firstStageNotes(about),
      ...entryNotes(about),
      ...peopleNotes(about),
      ...directionNotes(about),
    ];
  });
}

interface About {
  readonly policy: Policy;
  readonly stage: StageRule;
  readonly gates: StageGates;
  readonly at: (key: keyof StageGates) => readonly string[];
}

/**
 * Returns notes about rules that no version passes until they say in which direction the metric is
 * better.
 */
function directionNotes({ gates, at }: About): readonly PolicyNote[] {
  return (["maxGap", "noRegression"] as const).flatMap((key) =>
    gates[key]
      .filter(({ metric, better }) => !better && directionByName(metric) === "unknown")
      .map(({ metric }) => ({
        path: at(key),
        text: l10n.t(
          "{0} of {1} fails until the rule says “better: higher” or “better: lower”",
          key,
          metric,
        ),
      })),
  );
}

function firstStageNotes({ policy, stage: { name }, gates, at }: About): readonly PolicyNote[] {
  if (name !== firstStage(policy)) return [];
  return [
    ...(gates.auto
      ? [
          {
            path: at("auto"),
            text: l10n.t("auto has no effect: every version begins in {0}", name),
          },
        ]
      : []),
    ...(gates.hooks
      ? [
          {
            path: at("hooks"),
            text: l10n.t(
              "the hooks run when a version comes back to {0}, not when one is registered",
              name,
            ),
          },
        ]
      : []),
  ];
}

/** Returns notes about how versions enter a stage. */
function entryNotes({ policy, stage, gates, at }: About): readonly PolicyNote[] {
  const { name } = stage;
  const isFirst = name === firstStage(policy);
  const isTarget = policy.stages.some(({ next }) => next.includes(name));
  const notes: PolicyNote[] = [];
  if (!isFirst && !isTarget) {
    const text = l10n.t("no transition leads to {0}, so that its gates are not evaluated", name);
    notes.push({ path: ["gates", name], text });
  }
  const exclusive = policy.stages.filter((each) => each.exclusive).map((each) => each.name);
  if (stage.retires && isTarget && exclusive.length > 0) {
    const text = l10n.t(
      "the gates of {0} are not evaluated for versions that are replaced in {1}",
      name,
      listOfAlternatives(exclusive),
    );
    notes.push({ path: ["gates", name], text });
  }
  const { request = [], approve = [], deny = [] } = gates.hooks ?? {};
  if (request.length + approve.length + deny.length > 0 && !gates.approvals) {
    const text = l10n.t(
      "hooks on request, approve and deny have no effect: {0} takes no approvals",
      name,
    );
    notes.push({ path: at("hooks"), text });
  }
  if (gates.auto && !isFirst) notes.push(...autoNotes(policy, name, gates, at));
  return notes;
}

function autoNotes(
  policy: Policy,
  name: Stage,
  gates: StageGates,
  at: About["at"],
): readonly PolicyNote[] {
  if (gates.approvals) {
    const text = l10n.t(
      "auto has no effect: when a version is registered, nobody can have approved it for this stage",
    );
    return [{ path: at("auto"), text }];
  }
  if (autoStages(policy).has(name)) return [];
  const text = l10n.t(
    "auto has no effect: from {0}, no transitions between stages with auto lead to {1}",
    firstStage(policy),
    name,
  );
  return [{ path: at("auto"), text }];
}

/** Returns the stages that a version can reach automatically when it is registered. */
function autoStages(policy: Policy): ReadonlySet<Stage> {
  const reached = new Set([firstStage(policy)]);
  for (const from of reached) {
    const next = policy.stages.find(({ name }) => name === from)?.next ?? [];
    for (const to of next) {
      if (policy.stages.find(({ name }) => name === to)?.gates?.auto) reached.add(to);
    }
  }
  return reached;
}

/** Returns notes about the people that the policy names. */
function peopleNotes({ gates, at }: About): readonly PolicyNote[] {
  const { approvals, force } = gates;
  const notes: PolicyNote[] = [];
  const approvers = approvals?.by && new Set(approvals.by).size;
  if (approvals && approvers !== undefined && approvers < approvals.count) {
    const demanded = formatNumber(approvals.count);
    const text =
      approvers === 1
        ? l10n.t("{0} approvals are required, and only one person may approve", demanded)
        : l10n.t(
            "{0} approvals are required, and only {1} people may approve",
            demanded,
            formatNumber(approvers),
          );
    notes.push({ path: at("approvals"), text });
  }
  if (force !== undefined && !hasForcibleRule(gates)) {
    const text = l10n.t("force has no effect: nothing is required that can be forced");
    notes.push({ path: at("force"), text });
  }
  return notes;
}

/** Keys of a stage's gates that require nothing of the version itself. */
const notDemands: ReadonlySet<string> = new Set(["promoters", "force", "auto", "hooks"]);

function hasForcibleRule(gates: StageGates): boolean {
  return Object.entries(gates).some(([key, demand]) => {
    if (notDemands.has(key)) return false;
    return Array.isArray(demand) ? demand.length > 0 : Boolean(demand);
  });
}

/** Returns notes about keys of a policy file that this release accepts and ignores. */
export function reservedNotes(file: PolicyFile): readonly PolicyNote[] {
  return [
    ...reservedKeys
      .filter((key) => file[key] !== undefined)
      .map((key) => ({
        path: [key],
        text: l10n.t("{0} is not supported by this release yet", key),
      })),
    ...remoteNotes(file),
  ];
}

/** Notes an address that this release can't use; it may be one of a newer release. */
function remoteNotes({ remote }: PolicyFile): readonly PolicyNote[] {
  if (remote === undefined || parseRemoteAddress(remote) !== "invalid") return [];
  const text = l10n.t(
    "remote is not an address that this release knows, so that nothing is shared",
  );
  return [{ path: ["remote"], aboutValue: true, text }];
}
