import * as z from "zod";
import { datasetContent, datasetPlace } from "../core/model/data/dataset.ts";
import { messageOf } from "../core/refusals/words.ts";
import { versionReference, type VersionDetail } from "../core/state/version.ts";
import { insideFolder } from "../registry/files/inside-folder.ts";
import { agentTool, type AgentTool, type ToolContext } from "./tool.ts";
import { briefVersion } from "./version-data.ts";

const reference = z
  .string()
  .describe(
    "A version: fraud@5, fraud@latest, fraud@Production (a stage), fraud@champion (an alias)",
  );

/** The tools that change nothing. */
export const readingTools: readonly AgentTool[] = [
  agentTool({
    name: "model_registry_search",
    title: "Search Versions",
    description:
      'Finds versions of machine-learning models in the workspace\'s registry by a query such as: model = "fraud*" and metrics.test.auc > 0.9 and stage in (Production, Staging) order by metrics.test.auc desc. A bare word looks in names, aliases, tags and descriptions; an empty query lists the newest.',
    input: z.object({
      query: z.string().default("").describe("The query; empty for all versions"),
      limit: z.int().min(1).max(50).default(20),
    }),
    run: async ({ registry }, { query, limit }) => {
      const { versions, total, unknown } = await registry.call("searchVersions", { query, limit });
      return { total, versions: versions.map(briefVersion), notRecordedByAnyVersion: unknown };
    },
  }),
  agentTool({
    name: "model_registry_show",
    title: "Show Version",
    description:
      "Shows what is recorded of one version: stage, metrics, parameters, data, commit, environment, files, parents, tags, notes and the newest history.",
    input: z.object({ reference }),
    run: async (context, input) => {
      const detail = await detailOf(context, input.reference);
      const { registration, artifacts, tags, annotations, history } = detail;
      const { recipe } = registration;
      return {
        ...briefVersion(detail),
        metrics: detail.metrics,
        parameters: recipe.parameters,
        datasets: recipe.datasets,
        commit: recipe.git,
        environment: recipe.environment,
        parents: registration.parents,
        files: artifacts.map(({ path, role, size }) => ({ path, role, size })),
        tags,
        annotations,
        inspection: registration.inspection?.description,
        history: history.slice(-10).map(({ type, at, actor }) => ({ type, at, by: actor.name })),
      };
    },
  }),
  agentTool({
    name: "model_registry_compare",
    title: "Compare Versions",
    description:
      "Compares two or more versions: metrics, parameters, data, commit and packages, each only where they differ.",
    input: z.object({ references: z.array(reference).min(2).max(10) }),
    run: async (context, { references }) => {
      const details: VersionDetail[] = [];
      for (const each of references) details.push(await detailOf(context, each));
      const differing = (
        of: (detail: VersionDetail) => Readonly<Record<string, unknown>>,
      ): unknown => differences(details.map((detail) => [versionReference(detail), of(detail)]));
      return {
        versions: details.map(briefVersion),
        metrics: differing(({ metrics }) => metrics),
        parameters: differing(({ registration }) => registration.recipe.parameters),
        data: differing(({ registration }) =>
          Object.fromEntries(
            registration.recipe.datasets.map((each) => [
              datasetPlace(each),
              datasetContent(each) ?? "unknown",
            ]),
          ),
        ),
        code: differing(({ registration: { recipe } }) => ({ commit: recipe.git?.commit })),
        packages: differing(({ registration }) => registration.recipe.environment?.packages ?? {}),
      };
    },
  }),
  agentTool({
    name: "model_registry_lineage",
    title: "Show Lineage",
    description:
      "Shows where a version comes from and what was made from it: data, features, commit, run, parents, children, and their stages.",
    input: z.object({ reference }),
    run: async (context, input) => {
      const version = await context.registry.call("findVersion", { reference: input.reference });
      const { graph, omitted, omitsMore } = await context.registry.call("lineage", {
        version: version.id,
        limit: 60,
      });
      return {
        nodes: graph.nodes.map(({ id, kind, label, ...node }) => ({
          id,
          kind,
          label,
          ...("stage" in node && { stage: node.stage }),
        })),
        edges: graph.edges.map(({ from, to, relation }) => ({ from, to, relation })),
        leftOut: omitted,
        ...(omitsMore && { moreLeftOut: true }),
      };
    },
  }),
  agentTool({
    name: "model_registry_inspect",
    title: "Inspect Model File",
    description:
      "Says what a model file or folder of the workspace holds, without loading it: format, framework, parameters, inputs and outputs, and whether loading it would run code.",
    input: z.object({ path: z.string().describe("Path in the workspace folder") }),
    run: async ({ registry, folder, task }, input) => {
      const path = await insideFolder(folder, input.path);
      const found = await registry.call("inspectModel", { path, workspace: folder }, task);
      const { formatName, size, inspection } = found;
      return { size, ...inspection.description, format: formatName };
    },
  }),
  agentTool({
    name: "model_registry_checks",
    title: "Explain Gates",
    description:
      "Says whether a version may enter a stage now: every gate with what it requires, what the version has, and how to mend what fails.",
    input: z.object({ reference, stage: z.string().describe("The stage, e.g. Production") }),
    run: async ({ registry }, input) => {
      const version = await registry.call("findVersion", { reference: input.reference });
      const { preview, moves } = await registry.call("prepareMove", {
        version: version.id,
        to: input.stage,
      });
      if (!preview) {
        return { problem: `The policy has no stage ${input.stage}.`, canGoTo: moves };
      }
      const { obstacle, passes, checks, displaces } = preview;
      return {
        version: briefVersion(version),
        stage: preview.to,
        passes,
        obstacle: obstacle && messageOf(obstacle),
        checks,
        wouldReplace: displaces.map(versionReference),
      };
    },
  }),
  agentTool({
    name: "model_registry_card",
    title: "Draft Model Card",
    description:
      "Returns a model card of a version (Markdown with Hugging Face's front matter), made of what is recorded, as a draft to go on with.",
    input: z.object({ reference }),
    run: async ({ registry }, input) => {
      const version = await registry.call("findVersion", { reference: input.reference });
      const card = await registry.call("makeReport", {
        kind: "card",
        version: version.id,
        format: "md",
      });
      return { markdown: card.text };
    },
  }),
];

async function detailOf({ registry }: ToolContext, wanted: string): Promise<VersionDetail> {
  const { id } = await registry.call("findVersion", { reference: wanted });
  const [detail] = await registry.call("versionDetails", { versions: [id] });
  if (!detail) throw new Error(`No details of ${wanted}.`);
  return detail;
}

/** Returns the keys whose values are not the same in all, each with the value of each. */
function differences(
  all: readonly (readonly [string, Readonly<Record<string, unknown>>])[],
): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const keys = [...new Set(all.flatMap(([, values]) => Object.keys(values)))].sort();
  const differing = keys.filter(
    (key) => new Set(all.map(([, values]) => JSON.stringify(values[key]))).size > 1,
  );
  return Object.fromEntries(
    differing.map((key) => [
      key,
      Object.fromEntries(all.map(([of, values]) => [of, values[key] ?? null])),
    ]),
  );
}
