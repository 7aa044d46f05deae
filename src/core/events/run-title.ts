import * as l10n from "@vscode/l10n";
import type { ExperimentEvent } from "./experiment-events.ts";
import type { RunEvent } from "./run-events.ts";
import { short } from "./short-text.ts";

interface TitleOfRun {
  readonly title: string;
  readonly reason?: string;
}

/** Returns what happened to a run. */
export function runTitle({ type, data }: RunEvent): TitleOfRun {
  const run = short(data.name ?? data.run);
  switch (type) {
    case "run.started":
      return { title: l10n.t("Run {0} started", run) };
    case "run.finished":
      return { title: l10n.t("Run {0} ended: {1}", run, data.status) };
    case "run.deleted":
      return { title: l10n.t("Run {0} deleted", run), ...(data.reason && { reason: data.reason }) };
    case "run.restored":
      return {
        title: l10n.t("Run {0} restored", run),
        ...(data.reason && { reason: data.reason }),
      };
  }
}

/** Returns what happened to an experiment. */
export function experimentTitle({ type, data }: ExperimentEvent): TitleOfRun {
  const name = short(data.name);
  switch (type) {
    case "experiment.created":
      return { title: l10n.t("Experiment {0} created", name) };
    case "experiment.changed":
      return {
        title:
          data.to === undefined
            ? l10n.t("Tags of the experiment {0} changed", name)
            : l10n.t("Experiment {0} renamed to {1}", name, short(data.to)),
      };
    case "experiment.deleted":
      return { title: l10n.t("Experiment {0} deleted", name) };
    case "experiment.restored":
      return { title: l10n.t("Experiment {0} restored", name) };
  }
}
