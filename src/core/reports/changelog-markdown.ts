import { mainMetric } from "../metrics/metric-direction.ts";
import { formatChange, formatMetric, rowFormat } from "../metrics/metric-format.ts";
import { initialStage } from "../model/policy.ts";
import { markdownParagraphs, markdownText } from "../text/markdown-text.ts";
import type { ChangelogEntry, DeletedEntry, MetricChange } from "./model-changelog.ts";

/** More changed metrics than this are counted and not listed, those of training first. */
const mostMetrics = 12;

/**
 * Returns the changelog of a model as Markdown, in the manner of Keep a Changelog 1.1.0. What
 * people wrote is shown as text and in lists, whatever else Markdown could make of it.
 *
 * @param entries newest first
 */
export function changelogMarkdown(
  model: string,
  entries: readonly (ChangelogEntry | DeletedEntry)[],
): string {
  const blocks = [
    [`# Changelog of ${markdownText(model)}`],
    ["All versions of the model as its registry has them, newest first."],
    ...entries.flatMap((entry) => ("deleted" in entry ? deleted(entry) : living(entry))),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

type Blocks = readonly (readonly string[])[];

function living(entry: ChangelogEntry): Blocks {
  const { description, changelog, migrationNotes, knownIssues, metrics, signature, since } = entry;
  const breaks = signature?.breaking ? signature.changes : [];
  const fits = signature && !signature.breaking ? signature.changes : [];
  return [
    [heading(entry, entry.at)],
    [about(entry)],
    markdownParagraphs(description ?? ""),
    ...section("Changed", [...markdownParagraphs(changelog ?? "")]),
    ...section(
      "Breaking",
      list(breaks.map(markdownText), `Code that calls version ${since ?? ""} must change:`),
    ),
    ...section(
      "Signature",
      list(fits.map(markdownText), `Code that calls version ${since ?? ""} need not change:`),
    ),
    ...section("Metrics", metricLines(metrics, since)),
    ...section("Migration", markdownParagraphs(migrationNotes ?? "")),
    ...section("Known issues", markdownParagraphs(knownIssues ?? "")),
  ];
}

function deleted({ deleted: { at, by, reason }, ...version }: DeletedEntry): Blocks {
  return [
    [`${heading(version)} [DELETED]`],
    [
      `Version ${version.number}. Deleted on ${day(at)} by ${markdownText(by.name)}: ${markdownText(reason)}`,
    ],
  ];
}

function heading({ number, label }: Pick<ChangelogEntry, "number" | "label">, at?: string): string {
  const name = label === undefined ? String(number) : markdownText(label);
  return `## ${name}${at === undefined ? "" : ` - ${day(at)}`}`;
}

/** `Version 5, in Production. Registered by Ada. Minor, since 1.3.0: train.csv changed.` */
function about({ number, stage, registeredBy, labelReason }: ChangelogEntry): string {
  const place = stage === initialStage ? "" : `, in ${markdownText(stage)}`;
  const reason = labelReason === undefined ? "" : ` ${sentence(markdownText(labelReason))}`;
  return `Version ${number}${place}. Registered by ${markdownText(registeredBy.name)}.${reason}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function section(title: string, lines: readonly string[]): Blocks {
  return lines.length === 0 ? [] : [[`### ${title}`], lines];
}

function list(items: readonly string[], before: string): readonly string[] {
  return items.length === 0 ? [] : [before, "", ...items.map((item) => `- ${item}`)];
}

function metricLines(
  metrics: readonly MetricChange[],
  since: ChangelogEntry["since"],
): readonly string[] {
  const more = metrics.length - mostMetrics;
  const items = likeliestFirst(metrics).slice(0, mostMetrics).map(metricText);
  return list(
    more > 0 ? [...items, `and ${more} more`] : items,
    `Compared with version ${since ?? ""}:`,
  );
}

/**
 * Sorts metrics: the main metric of the version first, then those measured on data that it has not
 * seen.
 */
function likeliestFirst(metrics: readonly MetricChange[]): readonly MetricChange[] {
  const main = mainMetric(metrics.map(({ key }) => key));
  const rank = ({ key }: MetricChange): number =>
    key === main ? 0 : /(^|[._])train/i.test(key) ? 2 : 1;
  return metrics.toSorted((a, b) => rank(a) - rank(b));
}

function metricText({ key, before, value, better }: MetricChange): string {
  const name = markdownText(key);
  if (value === undefined)
    return `${name}: not measured any more, was ${formatMetric(before ?? 0)}`;
  if (before === undefined) return `${name}: ${formatMetric(value)}, not measured before`;
  const judgement = better === undefined ? "" : better ? ", better" : ", worse";
  const format = rowFormat([before, value]);
  return `${name}: ${format(before)} → ${format(value)} (${formatChange(value - before, format)}${judgement})`;
}

/** `2026-11-21`, UTC. */
function day(at: string): string {
  return at.slice(0, 10);
}
