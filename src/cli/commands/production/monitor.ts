import { setTimeout as delay } from "node:timers/promises";
import { Option, type Command } from "commander";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { monitor, type MonitorReport } from "../../../registry/monitoring/monitor.ts";
import { watchInterval } from "../../../registry/monitoring/watch-interval.ts";
import { exitCodes } from "../../failure.ts";
import { duration } from "../../input/duration.ts";
import { addHelp } from "../../options.ts";
import { reportedRefusal } from "../../refusals/reported-refusal.ts";
import {
  alertSummary,
  changeLines,
  monitorDocument,
  monitorLines,
  openAlerts,
} from "../../report/monitor-lines.ts";
import { run, type Session } from "../../run.ts";

interface MonitorOptions {
  readonly watch: boolean;
  /** Milliseconds. */
  readonly every?: number;
}

/** Defines `model-registry monitor`. */
export function defineMonitor(command: Command): void {
  addHelp(command, {
    more:
      "The rules stand in the policy, under monitoring. An alert is recorded when a rule is found broken, and its " +
      "end when it holds again, however many look. The exit code is 6 while an alert is open, " +
      "or if a canary was stopped. With --watch it looks " +
      "again and again, prints what has changed, and ends when it is interrupted.",
    examples: ["monitor", "monitor --json", "monitor --watch --every 30s"],
  })
    .addOption(new Option("--once", "look once (default)").conflicts("watch"))
    .option("--watch", "look again and again", false)
    .option("--every <time>", "how often with --watch (default: as the policy says)", duration)
    .action((options: MonitorOptions, command: Command) =>
      run(command, (session) => (options.watch ? watch(session, options) : once(session))),
    );
}

async function once({ registry, output, task }: Session): Promise<void> {
  const report = await monitor(registry, {}, task);
  const isShown = report.rules.length > 0 || report.canaries.length > 0;
  output.answer(monitorDocument(report), isShown ? monitorLines(report) : []);
  const hasProblem = report.canaries.some(({ problem }) => problem !== undefined);
  if (hasProblem) process.exitCode = exitCodes.refused;
  if (report.canaries.some(({ action }) => action.kind === "stop")) {
    process.exitCode = exitCodes.alert;
  }
  if (!report.hasRules && report.canaries.length > 0) return;
  if (!report.hasRules) output.note("The policy has no rules under monitoring.");
  else if (report.rules.length === 0) output.note("No version is in a stage that is watched.");
  const alerts = openAlerts(report);
  if (alerts.length > 0) {
    output.note(alertSummary(alerts));
    process.exitCode = exitCodes.alert;
  }
}

/** Looks again and again; what can't be read this time is a warning. */
async function watch(session: Session, { every }: MonitorOptions): Promise<void> {
  const { registry, output, task } = session;
  let isFirst = true;
  while (task.signal?.aborted !== true) {
    try {
      tell(session, await monitor(registry, {}, task), isFirst);
      isFirst = false;
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      if (error.refusal.code === "cancelled") return;
      output.warning(reportedRefusal(error.refusal));
      output.end();
    }
    const pause = every ?? (await watchInterval(registry));
    await delay(pause, undefined, task.signal ? { signal: task.signal } : {}).catch(
      () => undefined,
    );
  }
}

function tell({ output }: Session, report: MonitorReport, isFirst: boolean): void {
  const lines = changeLines(report);
  if (!isFirst && lines.length === 0) return;
  const document = monitorDocument(report);
  if (output.isJson) output.event(document, "");
  else for (const line of isFirst ? monitorLines(report) : lines) output.event(document, line);
}
