import { workspace } from "vscode";
import {
  modelProtocol,
  pageSize,
  type ModelSnapshot,
  type ValuesAnswer,
  type VersionsAnswer,
} from "../../../webview/model/protocol.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { listedVersion } from "../../core/state/version.ts";
import type { RemoteRegistry } from "../../registry/worker/remote-registry.ts";
import type { AnswerOf } from "../../registry/worker/use-cases.ts";
import { sentencesOf } from "../refusals/refusal-words.ts";
import { commonHandlers } from "./common-handlers.ts";
import {
  editorPage,
  registryContent,
  requireFolder,
  type ActionsOf,
  type EditorPage,
  type PageContent,
  type PageContext,
  type QuestionsOf,
  type SubjectOf,
} from "./editor-page.ts";

type Context = PageContext<SubjectOf<"model">>;

/** Returns the page of a model. */
export function modelPage(context: Context): EditorPage {
  return editorPage({ protocol: modelProtocol, context, read, actions, questions });
}

const actions: ActionsOf<typeof modelProtocol, Context> = {
  ...commonHandlers,
  compare: ({ versions }, { subject: { folder }, commands }) =>
    commands.compare({ folder, versions }),
  "show-lineage": (_, { subject, commands }) => commands.showModelLineage(subject),
  "find-best": (_, { subject, commands }) => commands.findBestVersion(subject),
  "show-changelog": (_, { subject, commands }) => commands.showChangelog(subject),
  annotate: ({ field }, { subject, commands }) => commands.annotateModel(subject, field),
  "set-tag": (_, { subject, commands }) => commands.tagModel(subject),
  "keep-columns": ({ columns }, { subject, commands }) =>
    commands.modelColumns.keep(subject, columns),
};

const questions: QuestionsOf<typeof modelProtocol, Context> = {
  "read-values": async ({ metric }, context): Promise<ValuesAnswer> => {
    const { registry } = requireFolder(context);
    const { model } = context.subject;
    const { values, best } = await registry.call("modelMetric", { model, metric });
    return {
      values: values.map(({ id, number, stage, value = null }) => [id, number, stage, value]),
      ...(best && { best }),
    };
  },
  "read-versions": async ({ filter, order, parameters, offset }, context) => {
    const { registry } = requireFolder(context);
    const { field, name, descending } = order;
    try {
      const found = await registry.call("modelVersions", {
        model: context.subject.model,
        query: filter,
        order: [{ key: { field, ...(name !== undefined && { name }) }, descending }],
        parameters,
        offset,
        limit: pageSize,
      });
      return versionsAnswer(found);
    } catch (error) {
      // A filter that is being typed is no query yet: the page says so beside it.
      if (!(error instanceof RegistryError) || error.refusal.code !== "invalid-request")
        throw error;
      return { problem: sentencesOf(error.refusal), total: 0, rows: [] };
    }
  },
};

function versionsAnswer({
  versions,
  total,
  parameters,
}: AnswerOf<"modelVersions">): VersionsAnswer {
  return {
    total,
    rows: versions.map((version) => ({
      ...listedVersion(version),
      parameters: parameters.get(version.id) ?? {},
    })),
  };
}

function read(context: Context): Promise<PageContent<ModelSnapshot>> {
  const { model } = context.subject;
  return registryContent(context, async (registry) => ({
    title: model,
    snapshot: await modelSnapshot(registry, context),
  }));
}

async function modelSnapshot(
  registry: RemoteRegistry,
  { subject, commands, registries }: Context,
): Promise<ModelSnapshot> {
  const folder = registries.at(subject.folder)?.folder.uri;
  const main = workspace.getConfiguration("modelRegistry", folder).get<string>("mainMetric");
  const metric = main === "" ? undefined : main;
  const described = await registry.call("describeModel", {
    model: subject.model,
    ...(metric !== undefined && { metric }),
  });
  const { model, annotations, names, production, productionStage } = described;
  const { description, ...notes } = annotations;
  const columns = commands.modelColumns.read(subject);
  return {
    model: {
      name: model.name,
      formerNames: model.formerNames ?? [],
      versionCount: model.versionCount,
      registeredAt: model.registeredAt,
      changedAt: model.changedAt,
    },
    ...(description !== undefined && { description }),
    tags: described.tags,
    annotations: notes,
    ...names,
    ...(production && { production: listedVersion(production) }),
    ...(productionStage !== undefined && { productionStage }),
    productionHistory: described.productionHistory,
    ...(described.metric !== undefined && { metric: described.metric }),
    ...(columns && { columns }),
    canEdit: workspace.isTrusted,
  };
}
