import * as z from "zod";
import { VersionId } from "../model/ids.ts";
import { Milliseconds } from "../model/run.ts";
import {
  AggregateBuilder,
  decodeAggregate,
  encodeAggregate,
  StoredAggregate,
  type Aggregate,
} from "./aggregate.ts";
import { ObservedKey, type Observation } from "./observation.ts";

/** Length (ms) of the periods in which observations are aggregated. */
export const periodLengths = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
export type Period = keyof typeof periodLengths;

/** Observations of a version in a period, outside of tests or in one. */
export interface ObservedPeriod {
  readonly version: VersionId;
  /** The A/B test in which they were made. */
  readonly test: string | undefined;
  /** Milliseconds since the epoch: begin of the period in UTC. */
  readonly at: number;
  /** Number of observations. */
  readonly count: number;
  readonly metrics: ReadonlyMap<string, Aggregate>;
}

interface Building {
  readonly version: VersionId;
  readonly test: string | undefined;
  readonly at: number;
  count: number;
  readonly metrics: Map<string, AggregateBuilder>;
}

/** Aggregates of observations by version, test and period, which observations are added to. */
export class ObservationTable {
  readonly #length: number;
  readonly #isLong: boolean;
  readonly #rows = new Map<string, Building>();
  #last: Building | undefined;

  constructor(period: Period) {
    this.#length = periodLengths[period];
    this.#isLong = period !== "minute";
  }

  add({ at, version, test, metrics }: Observation): void {
    const row = this.#row(version, test, at);
    row.count += 1;
    for (const key in metrics) {
      const value = metrics[key];
      if (value !== undefined) this.#metric(row, key).add(value);
    }
  }

  /** Adds what was aggregated before, in periods of the same length or shorter ones. */
  merge({ version, test, at, count, metrics }: ObservedPeriod): void {
    const row = this.#row(version, test, at);
    row.count += count;
    for (const [key, aggregate] of metrics) this.#metric(row, key).merge(aggregate);
  }

  /** Returns what was added, the earliest first. */
  rows(): readonly ObservedPeriod[] {
    return [...this.#rows.values()]
      .map(({ version, test, at, count, metrics }) => ({
        version,
        test,
        at,
        count,
        metrics: new Map([...metrics].map(([key, builder]) => [key, builder.result()] as const)),
      }))
      .sort((a, b) => a.at - b.at);
  }

  #row(version: VersionId, test: string | undefined, time: number): Building {
    const at = time - (time % this.#length);
    const last = this.#last;
    if (last?.at === at && last.version === version && last.test === test) return last;
    const key = `${at} ${version} ${test ?? ""}`;
    let row = this.#rows.get(key);
    if (!row) this.#rows.set(key, (row = { version, test, at, count: 0, metrics: new Map() }));
    return (this.#last = row);
  }

  #metric({ metrics }: Building, key: string): AggregateBuilder {
    let builder = metrics.get(key);
    if (!builder) metrics.set(key, (builder = new AggregateBuilder(this.#isLong)));
    return builder;
  }
}

const StoredPeriod = z.lazy(() =>
  z.object({
    version: VersionId,
    test: z.string().min(1).max(200).optional(),
    at: Milliseconds,
    count: z.int().min(1),
    metrics: z.record(ObservedKey, StoredAggregate),
  }),
);

/** Returns periods as they are stored: a JSON document a line. */
export function encodePeriods(periods: readonly ObservedPeriod[]): string {
  return periods
    .map(({ version, test, at, count, metrics }) => {
      const stored = [...metrics].map(([key, each]) => [key, encodeAggregate(each)] as const);
      const row = { version, test, at, count, metrics: Object.fromEntries(stored) };
      return `${JSON.stringify(row)}\n`;
    })
    .join("");
}

/** Parses stored periods; lines that this release does not understand are passed over. */
export function decodePeriods(text: string): readonly ObservedPeriod[] {
  return text.split("\n").flatMap((line): readonly ObservedPeriod[] => {
    const row = line === "" ? undefined : parsePeriod(line);
    if (!row) return [];
    const { version, test, at, count } = row;
    const metrics = Object.entries(row.metrics).map(
      ([key, stored]) => [key, decodeAggregate(stored)] as const,
    );
    return [{ version, test, at, count, metrics: new Map(metrics) }];
  });
}

function parsePeriod(line: string): z.infer<typeof StoredPeriod> | undefined {
  try {
    return StoredPeriod.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
