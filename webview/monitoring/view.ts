import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { figureText } from "../../src/core/events/monitoring-title.ts";
import { Timestamp } from "../../src/core/model/ids.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { age } from "../ui/age.ts";
import { actionButton, type ActionButton } from "../ui/button.ts";
import { fullTime } from "../ui/dates.ts";
import { pageHeader } from "../ui/header.ts";
import { icon } from "../ui/icon.ts";
import { plainTable } from "../ui/plain-table.ts";
import { emptyNote, section } from "../ui/section.ts";
import { chartSection } from "./charts.ts";
import { host } from "./host.ts";
import type { AlertRow, MonitoringSnapshot, RuleRow, Watch } from "./protocol.ts";

/** The page of what the policy watches: rules with their state, alerts, and what was observed. */
export function monitoringView(snapshot: MonitoringSnapshot): TemplateResult {
  const { folder, rules, watches, alerts } = snapshot;
  const of = html`<span class="muted">${folder}</span>`;
  if (!snapshot.hasRules) {
    return html`${pageHeader(l10n.t("Monitoring"), of, [])}${withoutRules(snapshot)}`;
  }
  return html`${pageHeader(l10n.t("Monitoring"), of, actions(snapshot))}
    <p>${summaryText(snapshot)}</p>
    ${snapshot.hasObservations ? nothing : withoutObservations()}
    ${section(l10n.t("Rules"), ruleTable(rules, snapshot.canAct))}
    ${watches.length === 0 ? nothing : section(l10n.t("After a rollback"), watchTable(watches))}
    ${chartSection(snapshot)} ${section(l10n.t("Alerts"), alertTable(alerts))}`;
}

/** Returns what a screen reader says when the page has changed. */
export function monitoringNews(snapshot: MonitoringSnapshot): string {
  return snapshot.hasRules ? summaryText(snapshot) : l10n.t("The policy watches nothing yet.");
}

function summaryText({ rules }: MonitoringSnapshot): string {
  const open = rules.filter(({ since }) => since !== undefined).length;
  if (rules.length === 0) return l10n.t("No version is in a stage that is watched.");
  if (open > 0) {
    return open === 1 ? l10n.t("1 alert is open.") : l10n.t("{0} alerts are open.", open);
  }
  const unknown = rules.filter(({ state }) => state === "unknown").length;
  if (unknown === rules.length) return l10n.t("There is not enough to say anything yet.");
  return l10n.t("No alert is open.");
}

function actions({ canAct }: MonitoringSnapshot): readonly ActionButton[] {
  const check: ActionButton = {
    label: l10n.t("Check now"),
    icon: "refresh",
    run: () => {
      host.send({ type: "check-now" });
    },
  };
  return [...(canAct ? [check] : []), policyButton()];
}

function policyButton(): ActionButton {
  return {
    label: l10n.t("Open policy"),
    icon: "law",
    run: () => {
      host.send({ type: "open-policy" });
    },
  };
}

const exampleRules = `monitoring:
  rules:
    - name: slow
      threshold: { metric: "p95:latency_ms", max: 200, window: 15m }
    - name: silent
      silence: 2h`;

function withoutRules({ canAct }: MonitoringSnapshot): TemplateResult {
  return html`<div class="state">
    ${icon("pulse", "state-icon")}
    <h2>${l10n.t("The policy watches nothing yet.")}</h2>
    <p>
      ${l10n.t(
        "Rules under “monitoring” in the policy watch versions in use: bounds of observed metrics, drops, silence, drift, or a health command.",
      )}
    </p>
    <pre class="monitoring-example">${exampleRules}</pre>
    ${canAct ? actionButton({ ...policyButton(), primary: true }) : nothing}
  </div>`;
}

const exampleCode = `import local_model_registry as registry

registry.observe("fraud@Production", metrics={"latency_ms": 12}, outcome=True)`;

function withoutObservations(): TemplateResult {
  return html`<div class="state">
    ${icon("graph-line", "state-icon")}
    <h2>${l10n.t("Nothing was observed yet.")}</h2>
    <p>
      ${l10n.t(
        "The program that uses the model records what it does: from the shell, by HTTP, or in Python:",
      )}
    </p>
    <pre class="monitoring-example">${exampleCode}</pre>
  </div>`;
}

function ruleTable(rules: readonly RuleRow[], canAct: boolean): TemplateResult {
  if (rules.length === 0) return emptyNote(l10n.t("No version is in a stage that is watched."));
  return plainTable(
    [l10n.t("Rule"), l10n.t("Version"), l10n.t("State"), l10n.t("Found"), ""],
    rules.map((row) => [
      row.rule,
      versionButton(row.version, row.title),
      stateBadge(row),
      row.text,
      row.since !== undefined && canAct ? alertActions(row) : nothing,
    ]),
  );
}

function stateBadge({ state, since }: RuleRow): TemplateResult {
  if (since !== undefined) {
    return html`<span class="monitoring-state monitoring-alert"
      >${icon("bell-dot")} ${l10n.t("Alert")} <span class="muted">${moment(since)}</span></span
    >`;
  }
  if (state === "holds") {
    return html`<span class="monitoring-state monitoring-holds"
      >${icon("pass")} ${l10n.t("Holds")}</span
    >`;
  }
  return state === "broken"
    ? html`<span class="monitoring-state monitoring-alert"
        >${icon("warning")} ${l10n.t("Broken")}</span
      >`
    : html`<span class="monitoring-state muted">${icon("question")} ${l10n.t("Not known")}</span>`;
}

function alertActions({ version, model, alert }: RuleRow): TemplateResult {
  return html`${actionButton({
    label: l10n.t("Roll back…"),
    icon: "discard",
    run: () => {
      host.send({ type: "roll-back", version });
    },
  })}
  ${reportButton(model, alert)}`;
}

/** @param alert the alert; the last rollback if absent */
function reportButton(model: RuleRow["model"], alert?: RuleRow["alert"]): TemplateResult {
  return actionButton({
    label: l10n.t("Write incident report…"),
    icon: "output",
    run: () => {
      host.send({ type: "write-report", model, ...(alert !== undefined && { alert }) });
    },
  });
}

function versionButton(version: RuleRow["version"], title: string): TemplateResult {
  return html`<button
    type="button"
    class="link"
    @click=${() => {
      host.send({ type: "show-version", version });
    }}
  >
    ${title}
  </button>`;
}

function moment(at: number): TemplateResult {
  return age(Timestamp.parse(new Date(at).toISOString()));
}

function watchTable(watches: readonly Watch[]): TemplateResult {
  return plainTable(
    [l10n.t("Back"), l10n.t("State"), l10n.t("Observations"), l10n.t("Figures"), ""],
    watches.map((watch) => [
      versionButton(watch.version, watch.title),
      watchText(watch),
      formatNumber(watch.count),
      watch.figures.flatMap((figure) => figureText(figure) ?? []).join(" · "),
      reportButton(watch.model),
    ]),
  );
}

function watchText({ state, until }: Watch): string {
  const time = fullTime(new Date(until));
  switch (state) {
    case "watching":
      return l10n.t("Watched until {0}", time);
    case "alert":
      return l10n.t("Has an alert; watched since the rollback");
    case "unobserved":
      return l10n.t("Nothing was observed since the rollback");
    case "complete":
      return l10n.t("Rollback complete");
  }
}

function alertTable(alerts: readonly AlertRow[]): TemplateResult {
  if (alerts.length === 0) return emptyNote(l10n.t("There was no alert yet."));
  return plainTable(
    [l10n.t("Raised"), l10n.t("Rule"), l10n.t("Version"), l10n.t("Found"), l10n.t("Ended"), ""],
    alerts.map((alert) => [
      moment(alert.at),
      alert.rule,
      versionButton(alert.version, alert.title),
      html`${alert.text}${
        alert.problem === undefined
          ? nothing
          : html`<br /><span class="muted"
                >${l10n.t("Automatic rollback refused: {0}", alert.problem)}</span
              >`
      }`,
      alert.ended === undefined ? l10n.t("Open") : html`${moment(alert.ended)} ${causeOf(alert)}`,
      reportButton(alert.model, alert.id),
    ]),
  );
}

function causeOf({ cause }: AlertRow): TemplateResult {
  const text =
    cause === "left"
      ? l10n.t("The version left the stage")
      : cause === "unwatched"
        ? l10n.t("The rule is gone")
        : l10n.t("The rule holds again");
  return html`<span class="muted">· ${text}</span>`;
}
