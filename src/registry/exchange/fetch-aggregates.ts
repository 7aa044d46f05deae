import type { StoredBytes } from "../../core/model/artifact.ts";
import { Timestamp } from "../../core/model/ids.ts";
import { defaultKeeping } from "../../core/model/policy/monitoring-defaults.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { RegistryPaths } from "../../storage/files/registry-paths.ts";
import type { SealedObservations } from "../../storage/index/observation-queries.ts";
import type { Task } from "../task.ts";
import { connect, type Connection } from "./connection.ts";
import { fetchObjects, notHere, type FetchedObjects } from "./fetch-bytes.ts";
import type { SharedRegistry } from "./shared-registry.ts";

/** Milliseconds for which the remote is not asked again after it failed, or lacked something. */
const pauseMs = 60_000;
const day = 24 * 60 * 60_000;
/** Time (ms) whose aggregates come with an exchange; older ones come when somebody asks for them. */
const recent = 7 * day;

/** An attempt after which the remote is left alone for a while. */
interface Pause {
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly problem: RegistryError | undefined;
}

const pauses = new WeakMap<RegistryPaths, Pause>();

/**
 * Fetches aggregates of observations that other clones have sealed and that are not here, if the
 * registry is shared. What the remote lacks is left out.
 *
 * @throws RegistryError `remote-not-approved`, `remote-unreachable`, …; the same one again for a
 *   minute, without contacting the remote
 */
export async function fetchAggregates(
  registry: SharedRegistry,
  aggregates: readonly StoredBytes[],
): Promise<void> {
  if (!registry.trusted) return;
  const missing = await notHere(registry, aggregates);
  if (missing.length === 0) return;
  const pause = pauses.get(registry.paths);
  if (pause && Date.now() < pause.until) {
    if (pause.problem) throw pause.problem;
    return;
  }
  const leaveAlone = (problem?: RegistryError): void => {
    pauses.set(registry.paths, { until: Date.now() + pauseMs, problem });
  };
  try {
    const connection = await connect(registry);
    if (!connection) return;
    const { objects } = await fetchThoseThere(registry, connection, missing);
    if (objects < missing.length) leaveAlone();
  } catch (error) {
    if (error instanceof RegistryError) leaveAlone(error);
    throw error;
  }
}

/**
 * Fetches with an exchange the aggregates that results need: of the last week, and of the running
 * A/B tests.
 *
 * @throws RegistryError as `fetchMissing` does
 */
export async function fetchRecentAggregates(
  registry: SharedRegistry,
  connection: Connection,
  task: Task,
): Promise<FetchedObjects> {
  pauses.delete(registry.paths);
  const { policy, problem } = await registry.policy();
  const { minuteDays } = (problem ? undefined : policy.monitoring?.keep) ?? defaultKeeping;
  const lastWeek = Date.now() - recent;
  const parts = await registry.read((state) => {
    const running = state.abTests.all().filter(({ conclusion }) => !conclusion);
    const since = Math.min(lastWeek, ...running.map(({ splits }) => splits[0].since));
    return state.observations.sealed(Timestamp.parse(new Date(since).toISOString()));
  });
  // Minutes that are no longer kept would be removed again.
  const minutesSince = Math.max(lastWeek, Date.now() - minuteDays * day);
  const hasMinutes = ({ to }: SealedObservations): boolean => Date.parse(to) >= minutesSince;
  const wanted = parts.flatMap((part) =>
    hasMinutes(part) ? [part.hours, part.minutes] : [part.hours],
  );
  return fetchThoseThere(registry, connection, await notHere(registry, wanted), task);
}

async function fetchThoseThere(
  registry: SharedRegistry,
  connection: Connection,
  objects: readonly StoredBytes[],
  task: Task = {},
): Promise<FetchedObjects> {
  let fetched = { objects: 0, bytes: 0 };
  for (const object of objects) {
    try {
      const { bytes } = await fetchObjects(registry, connection, [object], task);
      fetched = { objects: fetched.objects + 1, bytes: fetched.bytes + bytes };
    } catch (error) {
      // The clone that sealed it may have removed it since, or not have sent it yet.
      const isLacking = error instanceof RegistryError && error.refusal.code === "artifact-missing";
      if (!isLacking) throw error;
    }
  }
  return fetched;
}
