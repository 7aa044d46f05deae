import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from "vscode";
import { formatMetric } from "../../core/metrics/metric-format.ts";
import type { ShownStatus } from "../../core/runs/run.ts";
import { runCount } from "../../core/text/counts.ts";
import { formatAge } from "../../core/text/format.ts";
import { formatNumber } from "../../core/text/language.ts";
import type { RunOutline } from "../../registry/runs/run-outlines.ts";
import type { RunNode } from "../nodes/run-nodes.ts";

const { Collapsed, Expanded, None } = TreeItemCollapsibleState;

/** Returns the look of a row of the view of runs, with its text for screen readers. */
export function runItem({ id, node }: { readonly id: string; readonly node: RunNode }): TreeItem {
  return Object.assign(itemOf(node), { id });
}

function itemOf(node: RunNode): TreeItem {
  switch (node.kind) {
    case "folder":
      return item(node.in.folder.name, Expanded, {
        iconPath: ThemeIcon.Folder,
        accessibilityInformation: { label: l10n.t("Folder {0}", node.in.folder.name) },
      });
    case "runs-failure":
      return item(node.text, None, {
        iconPath: new ThemeIcon("error", new ThemeColor("problemsErrorIcon.foreground")),
        tooltip: node.text,
      });
    case "experiment": {
      const { name } = node.experiment;
      const count = runCount(node.experiment.runCount);
      return item(name, node.isFirst ? Expanded : Collapsed, {
        description: count,
        iconPath: new ThemeIcon("beaker"),
        contextValue: "experiment",
        tooltip: `${name}\n${count}`,
        accessibilityInformation: { label: `${l10n.t("Experiment {0}", name)}, ${count}` },
      });
    }
    case "run":
      return Object.assign(runRow(node.run), {
        command: {
          command: "modelRegistry.showRun",
          title: l10n.t("Show Run"),
          arguments: [{ folder: node.in.folder.uri.toString(), run: node.run.id }],
        },
      });
    case "more-runs":
      return item(l10n.t("Show more…"), None, {
        command: {
          command: "modelRegistry.showMoreRuns",
          title: l10n.t("Show more…"),
          arguments: [node],
        },
      });
  }
}

function runRow(run: RunOutline): TreeItem {
  const title = runTitle(run);
  const status = statusWords(run.status);
  const metric = run.metric && `${run.metric.key} ${formatMetric(run.metric.value)}`;
  const age =
    run.start === undefined ? "" : formatAge(new Date(run.start).toISOString(), Date.now());
  const isRunning = run.status === "running";
  const step =
    isRunning && run.metric ? l10n.t("step {0}", formatNumber(run.metric.step)) : undefined;
  const facts = [metric, step, isRunning ? status : age].filter(Boolean);
  return item(title, None, {
    description: facts.join(" · "),
    iconPath: statusIcon(run.status),
    contextValue: isRunning ? "run,running" : "run",
    tooltip: [title, run.id, status, metric, run.user, startText(run)].filter(Boolean).join("\n"),
    accessibilityInformation: {
      label: [l10n.t("Run {0}", title), status, metric, step, age].filter(Boolean).join(", "),
    },
  });
}

function startText({ start }: RunOutline): string | undefined {
  return start === undefined ? undefined : new Date(start).toLocaleString();
}

/** Returns what a run is called: its name, else the beginning of its id. */
export function runTitle({ id, name }: Pick<RunOutline, "id" | "name">): string {
  return name ?? id.slice(0, 8);
}

/** Returns the state of a run in words. */
export function statusWords(status: ShownStatus): string {
  switch (status) {
    case "scheduled":
      return l10n.t("scheduled");
    case "running":
      return l10n.t("running");
    case "interrupted":
      return l10n.t("interrupted");
    case "finished":
      return l10n.t("finished");
    case "failed":
      return l10n.t("failed");
    case "killed":
      return l10n.t("killed");
    case "ended":
      return l10n.t("ended");
  }
}

function statusIcon(status: ShownStatus): ThemeIcon {
  const [name, color] = {
    scheduled: ["watch", undefined],
    running: ["sync~spin", "charts.blue"],
    interrupted: ["debug-disconnect", "charts.orange"],
    finished: ["pass", "charts.green"],
    failed: ["error", "charts.red"],
    killed: ["circle-slash", "charts.red"],
    ended: ["circle-outline", undefined],
  }[status];
  return new ThemeIcon(name ?? "circle-outline", color ? new ThemeColor(color) : undefined);
}

function item(label: string, state: TreeItemCollapsibleState, look: Partial<TreeItem>): TreeItem {
  return Object.assign(new TreeItem(label, state), look);
}
