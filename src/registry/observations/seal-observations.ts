import { open, rm } from "node:fs/promises";
import type { ObservationsSealed, SegmentId } from "../../core/events/observation-events.ts";
import { Timestamp, type VersionId } from "../../core/model/ids.ts";
import { decideSeal } from "../../core/observations/decide-seal.ts";
import { encodePeriods, ObservationTable } from "../../core/observations/observation-table.ts";
import { parseObservation } from "../../core/observations/observation.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { ArtifactStaging } from "../../storage/artifacts/artifact-staging.ts";
import { eachLine, readLogLines } from "../../storage/logs/read-log-lines.ts";
import { observationFiles } from "../../storage/observations/observation-files.ts";
import type { Registry } from "../registry.ts";

/**
 * Seals all observations that were recorded so far: keeps them and their aggregates in the content
 * store, and appends an event that refers to both.
 *
 * @returns the number of observations that were sealed
 * @throws RegistryError `read-only`, `busy`, `file-problem`
 */
export async function sealObservations(registry: Registry): Promise<number> {
  registry.requireTrust();
  await registry.observationLogs.close();
  let sealed = 0;
  for (const { path, segment } of await observationFiles(registry.paths)) {
    if (segment !== undefined) sealed += await sealSegment(registry, path, segment);
  }
  return sealed;
}

async function sealSegment(registry: Registry, path: string, segment: SegmentId): Promise<number> {
  if (await registry.read((state) => state.observations.isSealed(segment))) {
    await rm(path, { force: true });
    return 0;
  }
  const content = await aggregated(path);
  // One without a line that this release understands is left for the one that wrote it.
  if (content.count === 0) return 0;
  const staging = await ArtifactStaging.open(registry.paths);
  try {
    const data: ObservationsSealed["data"] = {
      segment,
      count: content.count,
      from: timestamp(content.from),
      to: timestamp(content.to),
      versions: content.versions,
      raw: await staging.addFile(path, {}),
      minutes: await staging.addBytes(Buffer.from(content.minutes)),
      hours: await staging.addBytes(Buffer.from(content.hours)),
    };
    await registry.commit(
      (state) => decideSeal(state, data),
      () => staging.publish(),
    );
  } catch (error) {
    // Another process sealed it meanwhile and removes the file.
    const reason = error instanceof RegistryError ? error.refusal.reason : undefined;
    if (reason === "observations-sealed" || (await isGone(path))) return 0;
    throw error;
  } finally {
    await staging.discard();
  }
  await rm(path, { force: true });
  return content.count;
}

async function isGone(path: string): Promise<boolean> {
  return open(path, "r").then(
    (handle) => handle.close().then(() => false),
    () => true,
  );
}

interface Aggregated {
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly versions: readonly VersionId[];
  readonly minutes: string;
  readonly hours: string;
}

async function aggregated(path: string): Promise<Aggregated> {
  const minutes = new ObservationTable("minute");
  const versions = new Set<VersionId>();
  let [count, from, to] = [0, Infinity, 0];
  const handle = await open(path, "r");
  try {
    await readLogLines(handle, { from: 0 }, (text) => {
      eachLine(text, (line) => {
        const observation = parseObservation(line);
        if (!observation) return;
        minutes.add(observation);
        versions.add(observation.version);
        count += 1;
        from = Math.min(from, observation.at);
        to = Math.max(to, observation.at);
      });
    });
  } finally {
    await handle.close();
  }
  const rows = minutes.rows();
  const hours = new ObservationTable("hour");
  for (const row of rows) hours.merge(row);
  return {
    count,
    from,
    to,
    versions: [...versions].sort(),
    minutes: encodePeriods(rows),
    hours: encodePeriods(hours.rows()),
  };
}

function timestamp(milliseconds: number): Timestamp {
  return Timestamp.parse(new Date(milliseconds).toISOString());
}
