import { Disposable, l10n, workspace, type Memento } from "vscode";
import { evidenceText } from "../../core/events/monitoring-title.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { OpenAlert } from "../../registry/monitoring/open-alerts.ts";
import { log } from "../log.ts";
import { showWarningMessage } from "../messages.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { repeatWork } from "../repeat-work.ts";
import { runCommand } from "../run-command.ts";
import { notifyOfCanaries } from "./notify-canaries.ts";
import { notifyOfCompletions } from "./notify-completions.ts";
import { notifyOfRollbacks } from "./notify-rollbacks.ts";
import { untoldAlerts } from "./untold-alerts.ts";

/** Milliseconds between two looks where no policy says how often. */
const usualInterval = 5 * 60_000;

/**
 * Evaluates the rules of policies in the background, as often as they say and after a change, in a
 * trusted window, and notifies of new alerts and rollbacks.
 */
export function watchProduction(registries: Registries, memory: Memento): Disposable {
  let pause = usualInterval;
  const looking = repeatWork(
    () => pause,
    async () => {
      pause = await lookAtAll(registries, memory);
    },
    failed,
  );
  looking.soon();
  return Disposable.from(registries.onDidChange(looking.soon), looking);
}

/** Looks once, and returns the milliseconds until the next time. */
async function lookAtAll(registries: Registries, memory: Memento): Promise<number> {
  let shortest = usualInterval;
  for (const found of registries.all()) {
    // A folder whose registry is damaged does not keep the others from being looked at.
    const interval = await lookAtOne(found, memory).catch(failed);
    shortest = Math.min(shortest, interval ?? usualInterval);
  }
  return shortest;
}

function failed(error: unknown): undefined {
  log().error(`monitoring: ${String(error)}`);
}

/** Looks at a registry, and returns how often (ms) its policy says; undefined if it does not. */
async function lookAtOne(found: FolderRegistry, memory: Memento): Promise<number | undefined> {
  const { folder, registry } = found;
  const interval = await registry.call("monitoringInterval", {});
  if (interval === null) return undefined;
  if (workspace.isTrusted) {
    const report = await registry.call("monitor", {}).catch((error: unknown) => {
      // A damaged registry, or a policy with a mistake, is shown where it belongs.
      if (!(error instanceof RegistryError)) throw error;
      log().info(`monitoring: ${error.message}`);
      return undefined;
    });
    if (report) void notifyOfRollbacks(found, report);
    if (report) void notifyOfCompletions(found, report);
    if (report) void notifyOfCanaries(found, report);
  }
  const alerts = await registry.call("openAlerts", {});
  void notifyOfAlerts(found, await untoldAlerts(memory, folder.uri.toString(), alerts));
  return interval;
}

async function notifyOfAlerts(
  { folder }: FolderRegistry,
  alerts: readonly OpenAlert[],
): Promise<void> {
  const [newest] = alerts;
  if (!newest) return;
  const { rule, evidence, version } = newest.data;
  const first = l10n.t("{0}: alert “{1}”. {2}", newest.title, rule, evidenceText(evidence));
  const message =
    alerts.length === 1
      ? first
      : l10n.t("{0} alerts of versions in use. The newest: {1}", alerts.length, first);
  const [rollBack, show] = [l10n.t("Roll Back…"), l10n.t("Show Monitoring")];
  const choice = await showWarningMessage(message, rollBack, show);
  const at = folder.uri.toString();
  if (choice === rollBack) await runCommand("rollBack", { folder: at, version });
  if (choice === show) await runCommand("showMonitoring", { folder: at });
}
