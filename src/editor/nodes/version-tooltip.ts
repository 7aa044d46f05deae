import { l10n, MarkdownString } from "vscode";
import { reproductionsIn } from "../../core/events/reproductions-in.ts";
import { mainMetric } from "../../core/metrics/metric-direction.ts";
import { formatMetric } from "../../core/metrics/metric-format.ts";
import { shortParameter } from "../../core/metrics/parameter-format.ts";
import { besideCommit } from "../../core/model/recipe/git-state-text.ts";
import { bestReproduction } from "../../core/reproduction/judge-reproduction.ts";
import { reproductionTitle } from "../../core/reproduction/reproduction-text.ts";
import { versionTitle, type VersionDetail } from "../../core/state/version.ts";
import { formatBytes, shortCommit, shortDigest } from "../../core/text/format.ts";

const maxRows = 12;

/** A version's metrics, parameters, commit, data, who and when, as Markdown. */
export function versionTooltip(detail: VersionDetail): MarkdownString {
  const { recipe } = detail.registration;
  const { description } = detail.annotations;
  const { git } = recipe;
  const best = bestReproduction(reproductionsIn(detail.history).map(({ data }) => data));
  const text = new MarkdownString();
  text.supportHtml = false;
  text.isTrusted = false;
  text.appendMarkdown(`**${escape(versionTitle(detail))}** · ${escape(detail.stage)}\n\n`);
  if (description) text.appendMarkdown(`${escape(description)}\n\n`);
  // The main one is among those that are shown.
  const main = mainMetric(Object.keys(recipe.metrics));
  const metrics = Object.entries(recipe.metrics).sort(
    ([a], [b]) => Number(b === main) - Number(a === main),
  );
  appendTable(
    text,
    l10n.t("Metric"),
    metrics.map(([key, value]) => [key, formatMetric(value)]),
  );
  appendTable(
    text,
    l10n.t("Parameter"),
    Object.entries(recipe.parameters).map(([key, value]) => [key, shortParameter(value)]),
  );
  const lines = [
    git &&
      l10n.t("Commit: {0}", `${shortCommit(git.commit)} ${git.subject}`) +
        parenthesised(besideCommit(git)),
    best && reproductionTitle(best.reproduction),
    recipe.datasets.length > 0 &&
      l10n.t("Data: {0}", recipe.datasets.map(({ path }) => path).join(", ")),
    `${formatBytes(detail.size)} · ${shortDigest(detail.digest)}`,
    l10n.t(
      "Registered by {0} on {1}",
      detail.registeredBy.name,
      new Date(detail.registeredAt).toLocaleString(),
    ),
  ].filter((line) => typeof line === "string");
  text.appendMarkdown(lines.map(escape).join("  \n"));
  return text;
}

function parenthesised(text: string | undefined): string {
  return text === undefined ? "" : ` (${text})`;
}

function appendTable(
  text: MarkdownString,
  heading: string,
  rows: readonly (readonly [string, string])[],
): void {
  if (rows.length === 0) return;
  const shown = rows.slice(0, maxRows).map(([key, value]) => `| ${cell(key)} | ${cell(value)} |`);
  text.appendMarkdown(`| ${heading} | |\n| :-- | --: |\n${shown.join("\n")}\n`);
  if (rows.length > maxRows)
    text.appendMarkdown(`| ${l10n.t("… {0} more", rows.length - maxRows)} | |\n`);
  text.appendMarkdown("\n");
}

function cell(value: string): string {
  return escape(value.slice(0, 80));
}

/** Escapes names and messages from files, so that they can't become a link, image or table cell. */
function escape(value: string): string {
  return value.replace(/\s+/g, " ").replace(/[\\`*_{}[\]()#+!|<>~&:.@-]/g, "\\$&");
}
