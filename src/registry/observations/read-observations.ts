import { Timestamp, type VersionId } from "../../core/model/ids.ts";
import {
  ObservationTable,
  periodLengths,
  type ObservedPeriod,
  type Period,
} from "../../core/observations/observation-table.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { readVerified } from "../../storage/artifacts/read-verified.ts";
import { artifactPath } from "../../storage/files/registry-paths.ts";
import type { SealedObservations } from "../../storage/index/observation-queries.ts";
import { fetchAggregates } from "../exchange/fetch-aggregates.ts";
import type { Registry } from "../registry.ts";

export interface ObservationsRequest {
  /** Versions to read; all if absent. */
  readonly versions?: readonly VersionId[] | undefined;
  /** Milliseconds since the epoch, both inclusive. */
  readonly from: number;
  readonly to: number;
  /** Length of the periods that are returned; by default as fits the time. */
  readonly period?: Period | undefined;
}

/** Longest time (ms) that is shown by minute, and by hour, if nobody says. */
const longestBy = { minute: 6 * periodLengths.hour, hour: 31 * periodLengths.day } as const;

/** Returns the length of periods in which a time is shown, so that there are not too many. */
export function fittingPeriod({ from, to }: Pick<ObservationsRequest, "from" | "to">): Period {
  const length = to - from;
  if (length <= longestBy.minute) return "minute";
  return length <= longestBy.hour ? "hour" : "day";
}

/**
 * Returns what was observed in a time, aggregated by version, test and period, the earliest first:
 * what is sealed, and what is not yet. Minutes whose aggregates are no longer kept are part of their
 * hour. What other clones have sealed is fetched where the registry is shared.
 *
 * @throws RegistryError `artifact-missing`, `artifact-changed`; `remote-unreachable`,
 *   `remote-not-approved`, … if what is missing can't be fetched
 */
export async function readObservations(
  registry: Registry,
  { versions, from, to, period = fittingPeriod({ from, to }) }: ObservationsRequest,
): Promise<readonly ObservedPeriod[]> {
  const table = new ObservationTable(period);
  const wanted = versions && new Set<string>(versions);
  const add = (periods: readonly ObservedPeriod[], length: number): void => {
    for (const each of periods) {
      const isInTime = each.at + length > from && each.at <= to;
      if (isInTime && (wanted?.has(each.version) ?? true)) table.merge(each);
    }
  };
  const since = Timestamp.parse(new Date(Math.max(0, from)).toISOString());
  // The files first: what is sealed while they are read is in the ledger then.
  const unsealed = await registry.observationLogs.unsealed();
  const { segments, live } = await registry.read((state) => ({
    segments: state.observations.sealed(since, versions),
    live: unsealed.filter(
      ({ segment }) => segment === undefined || !state.observations.isSealed(segment),
    ),
  }));
  const inTime = segments.filter((segment) => Date.parse(segment.from) <= to);
  const obstacle = await fetchSegments(registry, inTime, period);
  for (const segment of inTime) {
    const { periods, length } = await readSegment(registry, segment, period).catch(
      (error: unknown) => {
        throw isMissing(error) ? (obstacle ?? error) : error;
      },
    );
    add(periods, length);
  }
  for (const { periods } of live) add(periods, periodLengths.minute);
  return table.rows();
}

function isMissing(error: unknown): boolean {
  return error instanceof RegistryError && error.refusal.code === "artifact-missing";
}

/** Fetches the aggregates that are not here; returns what kept it from that. */
async function fetchSegments(
  registry: Registry,
  segments: readonly SealedObservations[],
  period: Period,
): Promise<RegistryError | undefined> {
  // Minutes that nobody keeps any more are part of their hour.
  const wanted = segments.flatMap(({ minutes, hours }) =>
    period === "minute" ? [minutes, hours] : [hours],
  );
  try {
    await fetchAggregates(registry, wanted);
    return undefined;
  } catch (error) {
    if (error instanceof RegistryError) return error;
    throw error;
  }
}

async function readSegment(
  registry: Registry,
  { minutes, hours }: SealedObservations,
  period: Period,
): Promise<{ readonly periods: readonly ObservedPeriod[]; readonly length: number }> {
  if (period === "minute") {
    try {
      return { periods: await stored(registry, minutes), length: periodLengths.minute };
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return { periods: await stored(registry, hours), length: periodLengths.hour };
}

function stored(
  registry: Registry,
  bytes: SealedObservations["hours"],
): Promise<readonly ObservedPeriod[]> {
  return registry.observationLogs.sealed(bytes, async () => {
    const path = artifactPath(registry.paths, bytes.sha256);
    const chunks: Uint8Array[] = [];
    for await (const chunk of readVerified(path, bytes, "aggregates of observations")) {
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  });
}
