import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { Stage, type Sha256 } from "../model/ids.ts";
import { Monitoring } from "../model/policy/monitoring.ts";
import { StageGates } from "../model/policy/stage-gates.ts";
import { defaultPolicy, foldStage, type Policy, type StageRule } from "../model/policy.ts";
import { maxAddressLength, parseRemoteAddress } from "../remotes/remote-address.ts";
import { findNearest } from "../text/find-nearest.ts";
import { invisibleCharacter } from "../text/invisible-characters.ts";

const StageEntry = z
  .strictObject({
    name: Stage.refine((name) => invisibleCharacter(name) === undefined, {
      error: () => l10n.t("has an invisible character"),
    }).meta({ description: "Name of the stage." }),
    icon: z
      .string()
      .regex(/^[a-z0-9-]{1,64}$/, { error: () => l10n.t("must be the name of a codicon") })
      .optional()
      .meta({ description: "A codicon's name, e.g. star-full." }),
    exclusive: z
      .boolean()
      .default(false)
      .meta({ description: "At most one version of a model is in this stage." }),
    terminal: z.boolean().default(false).meta({
      description:
        "No transition leads out of it. The first such stage takes the versions that an exclusive stage pushes out.",
    }),
  })
  .readonly();

/** Keys of the file that a later release gives a meaning: accepted, and without effect here. */
export const reservedKeys = ["signatures"] as const;

const Reserved = z.unknown().optional().meta({
  description: "Reserved for a later release: it has no effect yet.",
  deprecated: true,
});

const Fields = z
  .strictObject({
    version: z.literal(1).meta({ description: "Version of this format." }),
    stages: z
      .array(StageEntry)
      .min(1)
      .max(64)
      .readonly()
      .optional()
      .meta({ description: "The stages; versions begin in the first." }),
    transitions: z
      .record(Stage, z.array(Stage).max(64).readonly())
      .readonly()
      .optional()
      .meta({ description: "For each stage, the stages that a version may be moved to from it." }),
    gates: z
      .record(Stage, StageGates)
      .readonly()
      .default({})
      .meta({ description: "For each stage, the gates that a version must pass to enter it." }),
    versioning: z
      .enum(["integer", "semver", "timestamp", "git"])
      .default("integer")
      .meta({ description: "How versions are labelled beside their number." }),
    retention: z
      .strictObject({
        keepLast: z.int().min(0).max(1_000_000).optional().meta({
          description:
            "Number of the newest versions of a model that stay as they are; older ones are archived.",
        }),
        deleteAfterDays: z.int().min(0).max(100_000).optional().meta({
          description: "Days for which a version is kept after it was archived.",
        }),
      })
      .refine(({ keepLast, deleteAfterDays }) => (keepLast ?? deleteAfterDays) !== undefined, {
        error: () => l10n.t("give keepLast, deleteAfterDays or both"),
      })
      .readonly()
      .optional()
      .meta({ description: "Which versions are archived and deleted when somebody asks for it." }),
    remote: z
      .string()
      .min(1)
      .max(maxAddressLength)
      .refine((text) => parseRemoteAddress(text) !== "secret", {
        error: () =>
          l10n.t("has a password or token in it; leave it out, as this file is committed"),
      })
      .optional()
      .meta({
        description:
          "Where the registry is shared: a folder (/mnt/models, ../models) or a git repository (git+origin, git+https://host/repository.git).",
      }),
    offline: z.enum(["allow", "refuse"]).default("allow").meta({
      description:
        "Whether stages may be changed while the remote can't be reached. Such changes are shared later.",
    }),
    signatures: Reserved,
    monitoring: Monitoring.optional().meta({
      description: "What is watched of versions in use, and how long observations are kept.",
    }),
  })
  .readonly();

/**
 * `.model-registry/policy.yaml`. Everything has a default: a file that only names gates keeps the
 * default lifecycle.
 */
export const PolicyFile = Fields.superRefine(refuseContradictions).meta({
  title: "Policy of a model registry",
});
export type PolicyFile = z.infer<typeof Fields>;

type Report = (path: readonly (string | number)[], message: string) => void;

/**
 * Reports contradictions between fields of a policy, which the schemas of the fields can't express.
 */
function refuseContradictions(file: PolicyFile, context: z.RefinementCtx): void {
  const report: Report = (path, message) => {
    context.addIssue({ code: "custom", path: [...path], message, input: undefined });
  };
  const { stages, transitions, gates } = file;
  if ((stages === undefined) !== (transitions === undefined)) {
    const [has, lacks] = stages ? ["stages", "transitions"] : ["transitions", "stages"];
    report([has], l10n.t("there are {0} but no {1}; give both or neither", has, lacks));
    return;
  }
  const entries = stages ?? defaultPolicy.stages;
  const names = new Set<string>();
  for (const [index, { name }] of entries.entries()) {
    const key = foldStage(name);
    if (names.has(key))
      report(["stages", index, "name"], l10n.t("there is a stage named {0} already", name));
    names.add(key);
  }
  const known = new Set<string>(entries.map(({ name }) => name));
  const requireKnown = (name: string, path: readonly (string | number)[]): void => {
    if (known.has(name)) return;
    const nearest = findNearest(name, [...known]);
    report(
      path,
      nearest === undefined
        ? l10n.t("there is no stage named {0}", name)
        : l10n.t("there is no stage named {0}; the nearest is {1}", name, nearest),
    );
  };
  for (const [from, targets] of Object.entries(transitions ?? {})) {
    requireKnown(from, ["transitions", from]);
    if (targets.length > 0 && stages?.find(({ name }) => name === from)?.terminal) {
      report(["transitions", from], l10n.t("{0} is terminal, so nothing can lead out of it", from));
    }
    for (const [index, to] of targets.entries()) {
      requireKnown(to, ["transitions", from, index]);
      if (to === from) report(["transitions", from, index], l10n.t("{0} leads to itself", from));
    }
  }
  for (const name of Object.keys(gates)) requireKnown(name, ["gates", name]);
  refuseImpossibleBeginnings(file, report);
  refuseExclusiveArchive(file, report);
  refuseRetentionWithoutArchive(file, report);
}

/** Refuses rules of the first stage that a new version can't meet: every version begins there. */
function refuseImpossibleBeginnings({ stages, gates }: PolicyFile, report: Report): void {
  const [first] = stages ?? defaultPolicy.stages;
  if (!first) return;
  if (first.exclusive) {
    const problem = l10n.t(
      "versions begin in {0}, so that it can't be for one version only",
      first.name,
    );
    report(["stages", 0, "exclusive"], problem);
  }
  if (gates[first.name]?.approvals) {
    const problem = l10n.t(
      "versions begin in {0}, so that nobody can request approval before they are registered",
      first.name,
    );
    report(["gates", first.name, "approvals"], problem);
  }
  if (gates[first.name]?.abTest) {
    const problem = l10n.t(
      "versions begin in {0}, so that none can have been tested before",
      first.name,
    );
    report(["gates", first.name, "abTest"], problem);
  }
  if (gates[first.name]?.reproduced) {
    const problem = l10n.t(
      "versions begin in {0}, so that none can have been reproduced before",
      first.name,
    );
    report(["gates", first.name, "reproduced"], problem);
  }
}

function refuseExclusiveArchive({ stages = [] }: PolicyFile, report: Report): void {
  const index = stages.findIndex(({ terminal }) => terminal);
  const archive = stages[index];
  if (!archive?.exclusive) return;
  const problem = l10n.t(
    "{0} takes the versions that others replace, so that it can't be for one version only",
    archive.name,
  );
  report(["stages", index, "exclusive"], problem);
}

function refuseRetentionWithoutArchive({ stages, retention }: PolicyFile, report: Report): void {
  if (!retention || !stages || stages.some(({ terminal }) => terminal)) return;
  report(["retention"], l10n.t("there is no terminal stage for archived versions to be in"));
}

/** Returns the policy that a file describes. `digest` is the SHA-256 of its text. */
export function policyOf(file: PolicyFile, digest: Sha256): Policy {
  return {
    digest,
    stages: stageRules(file).map((rule) =>
      file.remote === undefined ? rule : withApprovalsOfOthers(rule),
    ),
    versioning: file.versioning,
    ...(file.remote !== undefined && { sharing: { remote: file.remote, offline: file.offline } }),
    ...(file.retention && { retention: file.retention }),
    ...(file.monitoring && { monitoring: file.monitoring }),
  };
}

/** Lets only approvals from other clones count, unless people may approve their own requests. */
function withApprovalsOfOthers(rule: StageRule): StageRule {
  const { gates } = rule;
  if (!gates?.approvals || gates.approvals.self) return rule;
  return { ...rule, gates: { ...gates, approvals: { ...gates.approvals, otherClone: true } } };
}

function stageRules({ stages, transitions = {}, gates }: PolicyFile): readonly StageRule[] {
  const gatesOf = new Map<string, StageGates>(Object.entries(gates));
  const nextOf = new Map(Object.entries(transitions));
  const retiring = stages?.find(({ terminal }) => terminal);
  const rules: readonly StageRule[] =
    stages?.map((entry) => ({
      name: entry.name,
      ...(entry.icon !== undefined && { icon: entry.icon }),
      next: nextOf.get(entry.name) ?? [],
      exclusive: entry.exclusive,
      retires: entry === retiring,
    })) ?? defaultPolicy.stages;
  return rules.map((rule) => {
    const found = gatesOf.get(rule.name);
    return found ? { ...rule, gates: found } : rule;
  });
}

/** Returns the JSON Schema of the policy file, for editors. */
export function policyJsonSchema(): object {
  return z.toJSONSchema(PolicyFile, {
    io: "input",
    // The newest that the YAML extension knows. What is read-only for us is not for who writes it.
    target: "draft-7",
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly;
    },
  });
}
