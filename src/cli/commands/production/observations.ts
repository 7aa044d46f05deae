import type { Command } from "commander";
import { Option } from "commander";
import { rowFormat } from "../../../core/metrics/metric-format.ts";
import { EventId } from "../../../core/model/ids.ts";
import { deviation, quantile, type Aggregate } from "../../../core/observations/aggregate.ts";
import type { ObservedPeriod, Period } from "../../../core/observations/observation-table.ts";
import { summarise, type ObservedSummary } from "../../../core/observations/summary.ts";
import { versionTitle, type Version } from "../../../core/state/version.ts";
import { formatNumber } from "../../../core/text/language.ts";
import { readObservations } from "../../../registry/observations/read-observations.ts";
import { duration } from "../../input/duration.ts";
import { addHelp, referenceHelp } from "../../options.ts";
import { modelOf, versionOf } from "../../references.ts";
import { versionDocument } from "../../report/documents.ts";
import { run, type Session } from "../../run.ts";
import { tableLines } from "../../terminal/table.ts";

interface ObservationsOptions {
  /** Milliseconds. */
  readonly last: number;
  readonly by?: Period;
}

/** Defines `model-registry observations`. */
export function defineObservations(command: Command): void {
  addHelp(command, {
    more:
      "Each metric with its count, mean, standard deviation, median, 95th percentile, lowest and highest value. " +
      "With --by also over time.",
    examples: [
      "observations fraud",
      "observations fraud@Production --last 7d",
      "observations fraud@Production --by hour --json",
    ],
  })
    .argument("<subject>", `name of a model, or a version: ${referenceHelp}`)
    .addOption(
      new Option("--last <time>", "how far back, such as 90m, 24h or 7d")
        .argParser(duration)
        .default(86_400_000, "24h"),
    )
    .addOption(new Option("--by <period>", "over time").choices(["minute", "hour", "day"]))
    .action((subject: string, options: ObservationsOptions, command: Command) =>
      run(command, (session) => show(session, subject, options)),
    );
}

async function show(
  session: Session,
  subject: string,
  { last, by }: ObservationsOptions,
): Promise<void> {
  const { registry, output } = session;
  const to = Date.now();
  const versions = await versionsOf(session, subject);
  const periods = await readObservations(registry, {
    versions: versions.map(({ id }) => id),
    from: to - last,
    to,
    ...(by && { period: by }),
  });
  const titles = new Map(versions.map((version) => [version.id, version]));
  const summaries = summarise(periods).flatMap((summary) => {
    const version = titles.get(summary.version);
    return version ? [{ version, summary }] : [];
  });
  output.answer(
    {
      from: new Date(to - last).toISOString(),
      to: new Date(to).toISOString(),
      versions: summaries.map(({ version, summary }) => ({
        version: versionDocument(version),
        observations: summary.count,
        metrics: metricDocuments(summary.metrics),
        ...(by && {
          periods: periods
            .filter((period) => period.version === version.id)
            .map((period) => ({
              at: new Date(period.at).toISOString(),
              ...(period.test !== undefined && { test: period.test }),
              observations: period.count,
              metrics: metricDocuments(period.metrics),
            })),
        }),
      })),
    },
    summaries.length === 0 ? [] : lines(summaries, by ? periods : []),
  );
  if (summaries.length === 0) output.note(`No observations of ${subject} in that time.`);
}

/** Versions that a subject means: all of a model, or one. */
async function versionsOf(session: Session, subject: string): Promise<readonly Version[]> {
  if (subject.includes("@") || EventId.safeParse(subject).success) {
    return [await versionOf(session, subject)];
  }
  const model = await modelOf(session, subject);
  return session.registry.read((state) => state.versions({ model, limit: 1_000_000 }));
}

function metricDocuments(metrics: ReadonlyMap<string, Aggregate>): Record<string, object> {
  return Object.fromEntries(
    [...metrics].map(([key, aggregate]) => [
      key,
      {
        count: aggregate.count,
        mean: aggregate.mean,
        deviation: deviation(aggregate) ?? null,
        median: quantile(aggregate, 0.5),
        p95: quantile(aggregate, 0.95),
        p99: quantile(aggregate, 0.99),
        lowest: aggregate.lowest,
        highest: aggregate.highest,
      },
    ]),
  );
}

function lines(
  summaries: readonly { readonly version: Version; readonly summary: ObservedSummary }[],
  periods: readonly ObservedPeriod[],
): readonly string[] {
  const columns = [
    { title: "VERSION" },
    { title: "METRIC" },
    ...["COUNT", "MEAN", "DEVIATION", "MEDIAN", "P95", "LOWEST", "HIGHEST"].map(
      (title) => ({ title, align: "right" }) as const,
    ),
  ];
  const rows = summaries.flatMap(({ version, summary }) => {
    const over = periods.filter((period) => period.version === summary.version);
    return [...summary.metrics].flatMap(([key, aggregate]) => [
      [versionTitle(version), key, ...cells(aggregate)],
      ...over.flatMap(({ at, metrics }) => {
        const own = metrics.get(key);
        return own ? [[`  ${new Date(at).toISOString().slice(0, 16)}Z`, "", ...cells(own)]] : [];
      }),
    ]);
  });
  return tableLines(columns, rows);
}

function cells(aggregate: Aggregate): readonly string[] {
  const { count, mean, lowest, highest } = aggregate;
  const spread = deviation(aggregate);
  const [median, high] = [quantile(aggregate, 0.5), quantile(aggregate, 0.95)];
  const shown = [mean, spread ?? 0, median, high].map((value) => Number(value.toPrecision(4)));
  const format = rowFormat(shown);
  return [
    formatNumber(count),
    format(shown[0] ?? mean),
    spread === undefined ? "" : format(shown[1] ?? spread),
    format(shown[2] ?? median),
    format(shown[3] ?? high),
    rowFormat([lowest])(lowest),
    rowFormat([highest])(highest),
  ];
}
