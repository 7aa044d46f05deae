import { l10n, workspace } from "vscode";
import { runProtocol, type RunSnapshot } from "../../../webview/run/protocol.ts";
import type { RemoteRegistry } from "../../registry/worker/remote-registry.ts";
import type { AnswerOf } from "../../registry/worker/use-cases.ts";
import { commonHandlers } from "./common-handlers.ts";
import {
  editorPage,
  registryContent,
  type ActionsOf,
  type EditorPage,
  type PageContent,
  type PageContext,
  type SubjectOf,
} from "./editor-page.ts";

type Context = PageContext<SubjectOf<"run">>;

/** Returns the page of a run, or of several that are compared. It follows them while they are live. */
export function runPage(context: Context): EditorPage {
  let isLive = true;
  const followed = context.registries.onDidChangeRuns(() => {
    if (isLive) context.changed();
  });
  const readAndFollow = async (): Promise<PageContent<RunSnapshot>> => {
    const content = await read(context);
    isLive = content.snapshot.runs.some(({ status }) => status === "running");
    return content;
  };
  return editorPage(
    { protocol: runProtocol, context, read: readAndFollow, actions, questions: {} },
    {
      dispose: () => {
        followed.dispose();
      },
    },
  );
}

const actions: ActionsOf<typeof runProtocol, Context> = {
  ...commonHandlers,
  "show-run": ({ run }, { subject: { folder }, commands }) => commands.showRun({ folder, run }),
  register: ({ run }, { subject: { folder }, commands }) =>
    commands.registerFromRun({ folder, run }),
  "open-artifact": ({ run, path, model }, { subject: { folder }, commands }) =>
    commands.openRunArtifact({ folder, run, path, model }),
  "export-artifacts": ({ run, artifact }, { subject: { folder }, commands }) =>
    commands.exportRunArtifacts({ folder, run, artifact }),
  "compare-with-versions": ({ runs }, { subject: { folder }, commands }) =>
    commands.compareWithVersions({ folder, runs }),
};

function read(context: Context): Promise<PageContent<RunSnapshot>> {
  return registryContent(context, async (registry) => {
    const snapshot = await runSnapshot(registry, context);
    const [first, ...others] = snapshot.runs;
    const name = first?.name ?? first?.id.slice(0, 8) ?? "";
    return {
      title: others.length === 0 ? name : l10n.t("{0} runs", snapshot.runs.length),
      snapshot,
    };
  });
}

async function runSnapshot(
  registry: RemoteRegistry,
  { subject: { runs } }: Context,
): Promise<RunSnapshot> {
  const described = await registry.call("describeRuns", { runs });
  return {
    runs: described.runs.map(shown),
    series: described.series.map(({ run, metric, points }) => ({
      run,
      metric,
      points: points.map(([step, value]): [number, number] => [step, value]),
    })),
    canRegister: workspace.isTrusted,
  };
}

function shown(run: AnswerOf<"describeRuns">["runs"][number]): RunSnapshot["runs"][number] {
  const pairs = (
    entries: readonly (readonly [string, string])[],
  ): readonly (readonly [string, string])[] => entries.map(([key, text]) => [key, text]);
  return {
    id: run.id,
    ...(run.name !== undefined && { name: run.name }),
    experiment: run.experiment.name,
    status: run.status,
    ...(run.start !== undefined && { start: run.start }),
    ...(run.end !== undefined && { end: run.end }),
    ...(run.user !== undefined && { user: run.user }),
    ...(run.command && { command: run.command.line }),
    parameters: pairs(run.parameters),
    tags: pairs(run.tags),
    metrics: run.metrics,
    inputs: run.inputs,
    artifacts: run.artifacts,
    context: run.context,
    versions: run.versions,
    segments: run.log.length,
  };
}
