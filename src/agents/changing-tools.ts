import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { ModelName } from "../core/model/ids.ts";
import { gateCheckName } from "../core/model/policy/gate-check.ts";
import { RegistryError } from "../core/refusals/refusal.ts";
import { messageOf } from "../core/refusals/words.ts";
import { versionReference, versionTitle } from "../core/state/version.ts";
import { formatBytes } from "../core/text/format.ts";
import { insideFolder } from "../registry/files/inside-folder.ts";
import { plainText } from "./plain-data.ts";
import { agentTool, type AgentTool, type Effect, type ToolContext } from "./tool.ts";
import { briefVersion } from "./version-data.ts";

/** A text that is recorded as the person saw it, without characters that hide or reorder it. */
const text = (longest: number): z.ZodString =>
  z
    .string()
    .max(longest)
    .overwrite((given) => plainText(given, longest));

/** The tools that change the registry. Each runs only after a person has agreed to its effect. */
export const changingTools: readonly AgentTool[] = [
  agentTool({
    name: "model_registry_register",
    title: "Register Model",
    description:
      "Registers a model file or folder of the workspace as a new version of a model: its bytes are stored and hashed, with the commit and the environment. The person is asked first. Models that would run code when loaded are refused.",
    input: z.object({
      path: z.string().describe("Path in the workspace folder"),
      model: z.string().describe("Name of the model"),
      description: text(5000).optional(),
      metrics: z.record(z.string(), z.number()).optional().describe("Metrics, by name"),
      parameters: z
        .record(z.string(), z.union([text(5000), z.number(), z.boolean()]))
        .optional()
        .describe("Hyperparameters, by name"),
      tags: z.record(z.string(), text(5000)).optional(),
    }),
    preview: async ({ registry, folder, task }, input): Promise<Effect> => {
      const path = await insideFolder(folder, input.path);
      const { formatName, size } = await registry.call(
        "inspectModel",
        { path, workspace: folder },
        task,
      );
      const entries = (values: Readonly<Record<string, unknown>> = {}): string =>
        Object.entries(values)
          .map(([key, value]) => `${key} = ${String(value)}`)
          .join(", ");
      const { description, metrics, parameters, tags } = input;
      return {
        question: l10n.t("Register {0} as a new version of {1}?", input.path, input.model),
        lines: [
          `${formatName} · ${formatBytes(size)}`,
          ...(description === undefined ? [] : [l10n.t("Description: {0}", description)]),
          ...(metrics ? [l10n.t("Metrics: {0}", entries(metrics))] : []),
          ...(parameters ? [l10n.t("Parameters: {0}", entries(parameters))] : []),
          ...(tags ? [l10n.t("Tags: {0}", entries(tags))] : []),
        ],
      };
    },
    run: async ({ registry, folder, task }, input) => {
      const { model, description, metrics, parameters, tags } = input;
      const version = await registry.call(
        "register",
        {
          model,
          paths: [await insideFolder(folder, input.path)],
          ...(description !== undefined && { description }),
          ...(metrics && { metrics: { values: given(metrics) } }),
          ...(parameters && { parameters: { values: given(parameters) } }),
          ...(tags && { tags }),
          metricsFiles: [],
          parametersFiles: [],
          datasets: [],
          parents: [],
          detectEnvironment: {},
          allowIdentical: false,
        },
        task,
      );
      return { registered: briefVersion(version) };
    },
  }),
  agentTool({
    name: "model_registry_promote",
    title: "Move Version to a Stage",
    description:
      "Moves a version to another stage: promotes it, archives it or rejects it. The policy's gates apply and can't be forced here. The person is asked first, and sees what it replaces.",
    input: z.object({
      reference: z.string().describe("The version, e.g. fraud@5"),
      stage: z.string().describe("The stage to move it to, e.g. Production"),
      reason: text(2000).optional().describe("Why, for the history"),
    }),
    preview: async (context, input) => {
      const { version, preview } = await previewMove(context, input);
      const { obstacle, checks, displaces, displacedTo, passes, to } = preview;
      const failed = checks.filter((each) => !each.passed);
      const refused = obstacle
        ? messageOf(obstacle)
        : passes
          ? undefined
          : l10n.t("These checks fail: {0}.", failed.map(gateCheckName).join(", "));
      return {
        question: l10n.t("Move {0} from {1} to {2}?", versionTitle(version), version.stage, to),
        lines: [
          ...displaces.map((each) =>
            l10n.t("{0} leaves {1} for {2}.", versionTitle(each), to, displacedTo),
          ),
          ...(checks.length > 0
            ? [l10n.t("Checks that pass: {0}.", checks.map(gateCheckName).join(", "))]
            : []),
          ...(input.reason === undefined ? [] : [l10n.t("Reason: {0}", input.reason)]),
        ],
        ...(refused !== undefined && { refused }),
      };
    },
    run: async (context, input) => {
      const { version, preview } = await previewMove(context, input);
      await context.registry.call(
        "transition",
        {
          version: version.id,
          to: preview.to,
          seen: preview.displaces.map(({ id }) => id),
          ...(input.reason !== undefined && { reason: input.reason }),
        },
        context.task,
      );
      const moved = await context.registry.call("findVersion", {
        reference: versionReference(version),
      });
      return { moved: briefVersion(moved), replaced: preview.displaces.map(versionReference) };
    },
  }),
  agentTool({
    name: "model_registry_roll_back",
    title: "Roll Back Production",
    description:
      "Brings back the version that was in Production before, after every byte of it has been verified. The person is asked first.",
    input: z.object({
      model: z.string().describe("Name of the model"),
      reason: text(2000).min(1).describe("Why, for the history and the incident report"),
    }),
    preview: async (context, { model, reason }) => {
      const { stage, current, target } = await rollbackPlan(context, model);
      const back = l10n.t("Roll {0} back to {1}?", `${model} ${stage}`, versionTitle(target));
      return {
        question: back,
        lines: [
          ...(current ? [l10n.t("{0} leaves {1}.", versionTitle(current), stage)] : []),
          l10n.t("Reason: {0}", reason),
        ],
      };
    },
    run: async (context, { model, reason }) => {
      const { stage, current, target } = await rollbackPlan(context, model);
      await context.registry.call(
        "rollBack",
        { model: target.model, stage, version: target.id, reason },
        context.task,
      );
      const back = await context.registry.call("findVersion", {
        reference: versionReference(target),
      });
      return { broughtBack: briefVersion(back), left: current && versionReference(current) };
    },
  }),
];

/** Returns values as they are given one by one, which keeps a number's digits. */
function given(
  values: Readonly<Record<string, string | number | boolean>>,
): readonly (readonly [name: string, text: string])[] {
  return Object.entries(values).map(([name, value]) => [name, String(value)]);
}

async function previewMove(
  { registry }: ToolContext,
  input: { readonly reference: string; readonly stage: string },
) {
  const version = await registry.call("findVersion", { reference: input.reference });
  const { preview, policy } = await registry.call("prepareMove", {
    version: version.id,
    to: input.stage,
  });
  if (preview) return { version, preview };
  throw new RegistryError({
    code: "unknown-stage",
    reason: "stage-unknown",
    stage: input.stage,
    stages: policy.stages.map(({ name }) => name),
  });
}

async function rollbackPlan({ registry }: ToolContext, name: string) {
  const model = ModelName.parse(name);
  const { stage, current, candidates } = await registry.call("prepareRollback", { model });
  const [target] = candidates;
  if (!target) throw new Error(`Nothing to roll ${name} back to.`);
  return { stage, current, target };
}
