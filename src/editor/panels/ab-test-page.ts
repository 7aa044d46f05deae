import { l10n, workspace } from "vscode";
import {
  abTestProtocol,
  type AbMetricRow,
  type AbTestSnapshot,
} from "../../../webview/abtest/protocol.ts";
import type { AbMetricResult } from "../../core/abtests/ab-results.ts";
import { comparisonText } from "../../core/abtests/comparison-text.ts";
import { abMetricText } from "../../core/abtests/parse-metric.ts";
import { listedVersion } from "../../core/state/version.ts";
import type { AnswerOf } from "../../registry/worker/use-cases.ts";
import type { AbTestArgument } from "../command-arguments.ts";
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
import { FollowedContent } from "./followed-content.ts";

type Context = PageContext<SubjectOf<"abtest">>;

/** Milliseconds after which the page reads again what was observed meanwhile. */
const readAgain = 30_000;

/** Returns the page of an A/B test, which follows what is observed. */
export function abTestPage(context: Context): EditorPage {
  const content = new FollowedContent({
    read: () => read(context),
    hasEnded: ({ end }) => end !== undefined,
    isVisible: context.isVisible,
    changed: context.changed,
  });
  const timer = setInterval(() => {
    void content.follow();
  }, readAgain);
  return editorPage(
    {
      protocol: abTestProtocol,
      context,
      read: () => content.read(),
      actions,
      questions: {},
    },
    {
      dispose: () => {
        clearInterval(timer);
      },
    },
  );
}

const actions: ActionsOf<typeof abTestProtocol, Context> = {
  ...commonHandlers,
  "change-split": (_, { commands, subject }) => commands.splitAbTest(argument(subject)),
  conclude: (_, { commands, subject }) => commands.concludeAbTest(argument(subject)),
  stop: (_, { commands, subject }) => commands.stopAbTest(argument(subject)),
  "copy-routing": (_, { commands, subject }) => commands.copyAbRouting(argument(subject)),
};

function argument({ folder, test }: Context["subject"]): AbTestArgument {
  return { folder, test };
}

function read(context: Context): Promise<PageContent<AbTestSnapshot>> {
  return registryContent(context, async (registry) => {
    const found = await registry.call("describeAbTest", { test: context.subject.test });
    return { title: l10n.t("A/B test {0}", found.test.name), snapshot: shown(found) };
  });
}

function shown(found: AnswerOf<"describeAbTest">): AbTestSnapshot {
  const { test, results, titles, versions, curves } = found;
  const { definition, conclusion, splits } = test;
  const { level, power, effect, mode, canary, reason } = definition;
  const winner = definition.variants.findIndex(
    ({ version }) => version === conclusion?.data.winner,
  );
  const shares = splits.at(-1)?.shares ?? [];
  return {
    name: test.name,
    mode,
    state: results.state.kind,
    summary: conclusion?.data.summary ?? found.summary,
    ...(reason !== undefined && { reason }),
    startedAt: splits[0].since,
    ...(conclusion && {
      end: {
        at: conclusion.at,
        ...(winner >= 0 && { winner: titles[winner] ?? "" }),
        ...(conclusion.data.reason !== undefined && { reason: conclusion.data.reason }),
      },
    }),
    values: results.values,
    ...(results.needed !== undefined && { needed: results.needed }),
    ...(canary && { canary: { steps: [...canary.steps], every: canary.every } }),
    ...{ level, power, effect },
    ...(results.splitP !== undefined && { splitP: results.splitP }),
    variants: results.variants.map(({ observations }, index) => {
      const version = versions[index];
      return {
        ...(version && { version: listedVersion(version) }),
        title: titles[index] ?? "",
        share: shares[index] ?? 0,
        observations,
      };
    }),
    metrics: [
      metricRow(results.main, false),
      ...results.guardrails.map((each) => metricRow(each, true)),
    ],
    splits: splits.map(({ since, shares: of, reason: why }) => ({
      since,
      shares: [...of],
      ...(why !== undefined && { reason: why }),
    })),
    curves: curves.metrics.map(({ metric, variants }) => ({
      metric,
      variants: variants.map((points) =>
        points.map(([at, value]): [number, number] => [at, value]),
      ),
    })),
    differences: curves.differences.map((points) => [...points]),
    canAct: workspace.isTrusted && conclusion === undefined,
  };
}

function metricRow(result: AbMetricResult, isGuardrail: boolean): AbMetricRow {
  const { metric, kind, figures, comparisons } = result;
  return {
    metric: abMetricText(metric),
    better: metric.better,
    kind,
    isGuardrail,
    figures: figures.map((figure, variant) => {
      const found = comparisons.find((each) => each.variant === variant);
      return {
        count: figure?.count ?? 0,
        ...(figure && { value: figure.value }),
        ...(figure?.deviation !== undefined && { deviation: figure.deviation }),
        ...(found && {
          comparison: comparisonText(found, result),
          verdict: found.verdict,
          p: found.p,
        }),
      };
    }),
  };
}
