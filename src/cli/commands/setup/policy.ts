import { Argument, Option, type Command } from "commander";
import { fieldName } from "../../../core/events/field-name.ts";
import { hookPhases, hookTime } from "../../../core/events/hook-phase.ts";
import type { Hook, StageGates } from "../../../core/model/policy/stage-gates.ts";
import type { StageRule } from "../../../core/model/policy.ts";
import type { PolicyInForce } from "../../../core/policy/policy-in-force.ts";
import { policyPresets, type PolicyPreset } from "../../../core/policy/policy-presets.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { retentionRuleText } from "../../../core/retention/retention-text.ts";
import { commandText } from "../../../core/text/command-text.ts";
import { count } from "../../../core/text/format.ts";
import {
  allowHooks,
  hookStatus,
  revokeHooks,
  type HookStatus,
} from "../../../registry/hooks/allow-hooks.ts";
import { checkPolicyFile, shadowedAliases } from "../../../registry/policy/check-policy.ts";
import { policy } from "../../../registry/policy/policy.ts";
import { startPolicy } from "../../../registry/policy/start-policy.ts";
import type { Registry } from "../../../registry/registry.ts";
import { addHelp } from "../../options.ts";
import { run } from "../../run.ts";
import type { Output } from "../../terminal/output.ts";
import { alignedLines } from "../../terminal/table.ts";

type Action = "show" | "check" | "init" | "allow-hooks" | "revoke-hooks";

/** Defines `model-registry policy`. */
export function definePolicy(command: Command): void {
  addHelp(command, {
    more: "The file is .model-registry/policy.yaml; without one, the preset “simple” holds.",
    examples: ["policy", "policy check", "policy init --preset guarded", "policy allow-hooks"],
  })
    .addArgument(
      new Argument("[action]", "what to do")
        .choices(["show", "check", "init", "allow-hooks", "revoke-hooks"])
        .default("show"),
    )
    .addOption(
      new Option("--preset <name>", "what init begins with")
        .choices(Object.keys(policyPresets))
        .default("simple"),
    )
    .action((action: Action, { preset }: { preset: PolicyPreset }, command: Command) =>
      run(
        command,
        async ({ registry, output }) => {
          if (action === "init") await init(registry, output, preset);
          else if (action === "check") await check(registry, output);
          else if (action === "allow-hooks") await allow(registry, output);
          else if (action === "revoke-hooks") await revoke(registry, output);
          else show(await policy(registry, {}), await hookStatus(registry, {}), output);
        },
        { needsRegistry: action !== "init" },
      ),
    );
}

async function init(registry: Registry, output: Output, preset: PolicyPreset): Promise<void> {
  const { path } = await startPolicy(registry, { preset });
  output.done({ path, preset }, [`Policy “${preset}” written to ${path}; review and commit it.`]);
}

/** @throws RegistryError `invalid-policy` */
async function check(registry: Registry, output: Output): Promise<void> {
  const { policy: held, source, problem } = await policy(registry, {});
  const { digest } = held;
  if (problem?.reason === "policy-mistake") {
    for (const mistake of problem.mistakes) output.note(mistake);
  }
  if (problem) throw new RegistryError(problem);
  const found = await checkPolicyFile(registry, {});
  const ofFile = found.map(({ line, problem: text }) => `line ${line}: ${text}`);
  const notes = [...ofFile, ...(await shadowedAliases(registry))];
  for (const note of notes) output.note(note);
  output.done({ source, digest, notes }, [
    source === "file" ? "The policy is sound." : "There is no policy file; the default holds.",
  ]);
}

/** Shows the programs to be allowed, and their stages. */
async function allow(registry: Registry, output: Output): Promise<void> {
  const status = await hookStatus(registry, {});
  const { stages, health, digest } = status;
  if (digest === undefined) {
    output.done({ allowed: false, stages: [], health: [] }, ["The policy has no hooks."]);
    return;
  }
  await allowHooks(registry, { digest });
  output.done({ allowed: true, digest, stages, health }, [
    "Allowed in this folder, until they change:",
    ...permittedLines(status),
  ]);
}

async function revoke(registry: Registry, output: Output): Promise<void> {
  const { revoked } = await revokeHooks(registry, {});
  output.done({ allowed: false, revoked }, [
    revoked ? "No hook may run in this folder any more." : "No hook was allowed in this folder.",
  ]);
}

function permittedLines({ stages, health }: HookStatus): readonly string[] {
  const line = (time: string, { command, args, timeout }: Hook): string =>
    `  ${time}: ${commandText([command, ...args])} (at most ${timeout} s)`;
  return [
    ...stages.flatMap(({ stage, hooks }) =>
      hookPhases.flatMap((phase) => hooks[phase].map((hook) => line(hookTime(phase, stage), hook))),
    ),
    ...health.map(({ rule, hook }) => line(`to check “${rule}”`, hook)),
  ];
}

function show({ policy: held, source }: PolicyInForce, status: HookStatus, output: Output): void {
  const { digest, stages, versioning, retention, monitoring } = held;
  output.answer(
    {
      source,
      digest,
      stages,
      versioning,
      retention: retention ?? null,
      monitoring: monitoring ?? null,
      hooksAllowed: status.allowed,
    },
    [
      source === "file" ? ".model-registry/policy.yaml" : "default, without a file",
      ...alignedLines([
        ["digest", digest],
        ["versioning", versioning],
        ...(retention ? [["retention", retentionRuleText(retention)]] : []),
      ]).map((line) => `  ${line}`),
      "",
      ...alignedLines(stages.map(stageRow)),
      ...(status.digest !== undefined
        ? ["", `Hooks (${permissionWords(status)})`, ...permittedLines(status)]
        : []),
    ],
  );
}

function permissionWords({ allowed, changed }: HookStatus): string {
  if (allowed) return "allowed";
  return changed ? "changed since they were allowed" : "not allowed yet";
}

function stageRow({ name, next, exclusive, retires, gates }: StageRule): readonly string[] {
  const demands = [
    ...(exclusive ? ["one version a model"] : []),
    ...(retires ? ["takes replaced versions"] : []),
    ...(gates ? gateWords(gates) : []),
  ];
  return [name, next.length > 0 ? `→ ${next.join(", ")}` : "→ nowhere", demands.join(", ")];
}

/** Returns the rules for entering a stage, in a few words. */
function gateWords(gates: StageGates): readonly string[] {
  const { metrics, maxGap, noRegression, tags, approvals, promoters, fields } = gates;
  const rules = metrics.length + maxGap.length + noRegression.length + tags.length;
  const words: readonly (readonly [boolean, string])[] = [
    [rules > 0, count(rules, "rule")],
    [fields.length > 0, fields.map(fieldName).join(" and ")],
    [gates.compliance !== undefined, "compliance"],
    [gates.noKnownIssues, "no known issues"],
    [gates.licence !== undefined, `licence ${gates.licence?.join(" or ") ?? ""}`],
    [gates.environment, "environment"],
    [gates.signature, "signature"],
    [gates.cleanGit, "clean git"],
    [gates.abTest !== undefined, "won A/B test"],
    [gates.reproduced !== false, gates.reproduced === "tensors" ? "equal tensors" : "reproduced"],
    [gates.safe, "safe file"],
    [approvals !== undefined, count(approvals?.count ?? 0, "approval")],
    [promoters !== undefined, `only by ${promoters?.join(" or ") ?? ""}`],
    [gates.auto, "automatic"],
  ];
  return words.flatMap(([holds, word]) => (holds ? [word] : []));
}
