import { basename } from "node:path";
import type { RegistryEvent } from "../../core/events/event.ts";
import { evidenceText } from "../../core/events/monitoring-title.ts";
import {
  Timestamp,
  type EventId,
  type ModelName,
  type Stage,
  type VersionId,
} from "../../core/model/ids.ts";
import type { Policy } from "../../core/model/policy.ts";
import { markedName } from "../../core/model/recipe/identity.ts";
import { compareVersions } from "../../core/reports/comparison.ts";
import type {
  IncidentAlert,
  IncidentEntry,
  IncidentReport,
} from "../../core/reports/incident-report.ts";
import type { TimelineEntry } from "../../core/reports/report-document.ts";
import { stagePeriods, type StagePeriod } from "../../core/reports/stage-periods.ts";
import { inEnglish } from "../../core/text/language.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import { logEntries } from "../audit/read-log.ts";
import type { Registry } from "../registry.ts";
import { namer } from "../versions/version-namer.ts";
import {
  findSubject,
  mostStageChanges,
  type IncidentRequest,
  type Rollback,
} from "./incident-subject.ts";
import { now } from "./now.ts";
import { reportedVersion } from "./reported-version.ts";

/** Maximum number of events while a version was in the stage, and since. */
const mostEvents = 150;

/** @throws RegistryError `unknown-model`, or `invalid-request` if there is no such rollback or alert */
export async function incidentReport(
  registry: Registry,
  request: IncidentRequest,
): Promise<IncidentReport> {
  const { policy } = await registry.policy();
  return registry.read((state) =>
    inEnglish(() => {
      const { id, rollback, stage, removedId } = findSubject(state, request);
      const model = state.model(request.model)?.name ?? request.model;
      const stageEvents = state.events.ofStage(model, stage, mostStageChanges).toReversed();
      const nameOf = namer(state);
      const entry = removedId && entryOf(stageEvents, removedId, stage, id);
      const periods = stagePeriods(stageEvents, stage);
      const restoredId = rollback
        ? rollback.data.version
        : entry && versionBefore(periods, removedId, entry);
      const versions = [restoredId, removedId].flatMap((id) =>
        id !== undefined && state.version(id) ? [reportedVersion(state, id)] : [],
      );
      const { lines, omitted } = timeline(state, policy, { model, rollback, removedId, entry });
      return {
        madeAt: now(),
        folder: basename(registry.folder),
        model,
        stage,
        ...(rollback && { rollback: rollbackOf(rollback) }),
        alerts: removedId === undefined ? [] : alertsOf(state, removedId, stage),
        ...(restoredId !== undefined && { restored: nameOf(restoredId) }),
        ...(removedId !== undefined && { removed: nameOf(removedId) }),
        ...(entry && { entry }),
        periods: periods.map((period) => ({ ...period, title: nameOf(period.version) })),
        ...(versions.length === 2 && {
          comparison: {
            madeAt: now(),
            folder: basename(registry.folder),
            versions,
            baseline: 0,
            comparison: compareVersions(versions, { baseline: 0, directions: {} }),
          },
        }),
        timeline: lines,
        omitted,
      };
    }),
  );
}

function rollbackOf({ id, at, actor, data }: Rollback): NonNullable<IncidentReport["rollback"]> {
  const { reason, policy, gates = [] } = data;
  return { event: id, at, actor, reason, ...(policy !== undefined && { policy }), checks: gates };
}

function alertsOf(state: IndexQueries, version: VersionId, stage: Stage): readonly IncidentAlert[] {
  return state.monitoring
    .ofVersion(version)
    .filter(({ data }) => data.stage === stage)
    .map(({ id, at, data, recovered }) => ({
      event: id,
      rule: data.rule,
      at: timestamp(at),
      found: evidenceText(data.evidence),
      ...(recovered && { ended: timestamp(recovered.at) }),
    }));
}

function timestamp(milliseconds: number): Timestamp {
  return Timestamp.parse(new Date(milliseconds).toISOString());
}

/** Returns the version that was in the stage before another one entered it. */
function versionBefore(
  periods: readonly StagePeriod[],
  version: VersionId | undefined,
  { at }: IncidentEntry,
): VersionId | undefined {
  const stay = periods.findIndex((each) => each.version === version && each.from === at);
  return periods.slice(0, stay).findLast((each) => each.version !== version)?.version;
}

/** Returns how a version came into the stage, before the event if one is given. */
function entryOf(
  stageEvents: readonly RegistryEvent[],
  version: VersionId,
  stage: Stage,
  before: EventId | undefined,
): IncidentEntry | undefined {
  const event = stageEvents.findLast((each) => {
    if (before !== undefined && each.id >= before) return false;
    if (each.type === "stage.rolled-back") return each.data.version === version;
    return (
      each.type === "version.transitioned" &&
      each.data.version === version &&
      each.data.to === stage
    );
  });
  if (event?.type !== "version.transitioned" && event?.type !== "stage.rolled-back") {
    return undefined;
  }
  const { reason, gates = [] } = event.data;
  return {
    event: event.id,
    at: event.at,
    actor: event.actor,
    ...(reason !== undefined && { reason }),
    forced: event.type === "version.transitioned" && event.data.forced === true,
    checks: gates,
  };
}

interface Incident {
  readonly model: ModelName;
  readonly rollback: Rollback | undefined;
  readonly removedId: VersionId | undefined;
  readonly entry: IncidentEntry | undefined;
}

/**
 * Returns what happened: to the version that was rolled back from, from its registration on, and to
 * the model, while that version was in the stage and since.
 */
function timeline(
  state: IndexQueries,
  policy: Policy,
  { model, rollback, removedId, entry }: Incident,
): { readonly lines: readonly TimelineEntry[]; readonly omitted: number } {
  const own = removedId === undefined ? [] : (state.detail(removedId)?.history ?? []);
  const during = entry
    ? { model, since: entry.at, ...(rollback && { until: rollback.at }) }
    : undefined;
  const since = rollback ? { model, since: rollback.at } : undefined;
  const oldestFirst = { column: "time", descending: false } as const;
  const page = { limit: mostEvents, order: oldestFirst };
  const parts = [during, since].flatMap((part) => (part ? [part] : []));
  const byId = new Map(
    [
      ...own,
      ...(rollback ? [rollback] : []),
      ...parts.flatMap((filter) => state.events.log(filter, page)),
    ].map((event) => [event.id, event] as const),
  );
  const omitted = parts
    .map((filter) => Math.max(0, state.events.count(filter) - mostEvents))
    .reduce((a, b) => a + b, 0);
  const main = new Set<string>([rollback?.id ?? "", entry?.event ?? ""]);
  const events = [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const lines = logEntries(state, events, policy).map((line): TimelineEntry => ({
    at: line.at,
    who: markedName(line.actor),
    title: line.subject === "" ? line.title : `${line.subject}: ${line.title}`,
    ...(line.reason !== undefined && { reason: line.reason }),
    ...(main.has(line.id) && { isMain: true }),
  }));
  return { lines, omitted };
}
