import { l10n, workspace } from "vscode";
import {
  monitoringProtocol,
  type MonitoringSnapshot,
  type Span,
} from "../../../webview/monitoring/protocol.ts";
import { evidenceText } from "../../core/events/monitoring-title.ts";
import { listedVersion } from "../../core/state/version.ts";
import type { AnswerOf } from "../../registry/worker/use-cases.ts";
import { saveReport } from "../actions/save-report.ts";
import { incidentReport } from "../actions/wanted-report.ts";
import { showPolicy } from "../policy/show-policy.ts";
import { commonHandlers } from "./common-handlers.ts";
import {
  editorPage,
  registryContent,
  requireFolder,
  type ActionsOf,
  type EditorPage,
  type PageContent,
  type PageContext,
  type SubjectOf,
} from "./editor-page.ts";

type Context = PageContext<SubjectOf<"monitoring">>;

/** Milliseconds after which the page reads again what was observed meanwhile. */
const readAgain = 60_000;

/** Returns the page of what the policy watches of versions in use. */
export function monitoringPage(context: Context): EditorPage {
  const timer = setInterval(() => {
    context.changed();
  }, readAgain);
  return editorPage(
    { protocol: monitoringProtocol, context, read, actions, questions: {} },
    {
      dispose: () => {
        clearInterval(timer);
      },
    },
  );
}

const actions: ActionsOf<typeof monitoringProtocol, Context> = {
  ...commonHandlers,
  "check-now": async (_, context) => {
    await context.commands.checkMonitoring(context.subject.folder);
    context.changed();
  },
  "open-policy": async (_, context) => {
    const { folder, registry } = requireFolder(context);
    const { source } = await registry.call("policy", {});
    if (source === "file") await showPolicy(folder, /\bmonitoring\s*:/);
    else await context.commands.createPolicy();
  },
  "roll-back": ({ version }, { subject: { folder }, commands }) =>
    commands.rollBack({ folder, version }),
  "write-report": ({ model, alert }, context) =>
    saveReport(requireFolder(context), incidentReport(model, alert)),
  "show-time": ({ shown }, context) => {
    shownSpans.set(context, shown);
    context.changed();
  },
};

/** Time that the charts of a page show. */
const shownSpans = new WeakMap<Context, Span>();

/** Milliseconds of each time; all that there is if absent. */
const spanLengths: Readonly<Partial<Record<Span, number>>> = {
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
  month: 30 * 86_400_000,
};

function read(context: Context): Promise<PageContent<MonitoringSnapshot>> {
  const span = shownSpans.get(context) ?? "day";
  return registryContent(context, async (registry) => ({
    title: l10n.t("Monitoring"),
    snapshot: shown(
      await registry.call("describeMonitoring", { shown: spanLengths[span] ?? "all" }),
      requireFolder(context).folder.name,
      span,
    ),
  }));
}

function shown(
  found: AnswerOf<"describeMonitoring">,
  folder: string,
  span: Span,
): MonitoringSnapshot {
  return {
    folder,
    shown: span,
    at: found.at,
    hasRules: found.hasRules,
    hasObservations: found.hasObservations,
    rules: found.rules.map(({ rule, version, title, stage, state, text, alert }) => ({
      rule: rule.name,
      version: version.id,
      model: version.model,
      title,
      stage,
      state,
      text,
      ...(alert && { alert: alert.id, since: alert.at }),
    })),
    alerts: found.alerts.map(({ id, at, data, title, recovered, rollbackProblem }) => ({
      id,
      at,
      rule: data.rule,
      version: data.version,
      model: data.model,
      title,
      text: evidenceText(data.evidence),
      ...(recovered && { ended: recovered.at, cause: recovered.cause }),
      ...(rollbackProblem !== undefined && { problem: rollbackProblem }),
    })),
    watches: found.watches.map(({ version, title, state, from, until, count, figures }) => ({
      version: version.id,
      model: version.model,
      title,
      state,
      from,
      until,
      count,
      figures: [...figures],
    })),
    metrics: found.metrics.map(({ model, metric, series, moves }) => ({
      model,
      metric,
      series: series.map(({ version, points }) => ({
        version: listedVersion(version),
        points: points.map(([at, value]): [number, number] => [at, value]),
      })),
      moves: [...moves],
    })),
    canAct: workspace.isTrusted,
  };
}
