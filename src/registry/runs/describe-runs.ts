import { hasPackages, knownPackages, type Machine } from "../../core/model/recipe/environment.ts";
import type { RunCommand } from "../../core/model/recipe.ts";
import {
  toLoggedNumber,
  type LoggedNumber,
  type RunArtifact,
  type RunId,
} from "../../core/model/run.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { parameterText } from "../../core/runs/run-search.ts";
import type { Run } from "../../core/runs/run.ts";
import type { Version } from "../../core/state/version.ts";
import type { Registry } from "../registry.ts";
import { searchVersions } from "../search/search-versions.ts";
import { readHistory } from "./read-history.ts";
import { readRun } from "./read-run.ts";
import { readRunContext } from "./run-context.ts";
import { runOutline, type RunOutline } from "./run-outlines.ts";
import { recordOf } from "./run-record.ts";

/** A run as its page shows it. */
export interface DescribedRun extends RunOutline {
  readonly isLive: boolean;
  readonly isDeleted: boolean;
  readonly command: RunCommand | undefined;
  /** Parameters and tags as text, by key. */
  readonly parameters: readonly (readonly [key: string, text: string])[];
  readonly tags: readonly (readonly [key: string, text: string])[];
  readonly metrics: readonly {
    readonly key: string;
    readonly last: LoggedNumber;
    readonly lowest?: LoggedNumber;
    readonly highest?: LoggedNumber;
    readonly step: number;
    readonly count: number;
  }[];
  readonly inputs: readonly { readonly name: string; readonly digest: string }[];
  readonly artifacts: readonly RunArtifact[];
  /** Short facts about code and environment: commit, Python, number of packages, machine. */
  readonly context: {
    readonly commit?: string;
    readonly branch?: string;
    readonly isChanged?: boolean;
    readonly python?: string;
    readonly packages?: number;
    readonly machine?: string;
  };
  /** Versions that were registered from it. */
  readonly versions: readonly Version[];
  /** Sealed parts of its log. */
  readonly log: readonly { readonly sha256: string; readonly size: number }[];
}

/** A metric by step of one of the runs. */
export interface RunSeries {
  readonly run: RunId;
  readonly metric: string;
  readonly points: readonly (readonly [step: number, value: number])[];
}

export interface DescribedRuns {
  readonly runs: readonly DescribedRun[];
  readonly series: readonly RunSeries[];
}

/** Metrics whose histories are read for a page; the others are in the table alone. */
const maxCharts = 24;
/** Values of a line: as many as a chart has pixels for. */
const linePoints = 600;

/**
 * Describes runs with the histories of their metrics, down-sampled for charts.
 *
 * @throws RegistryError `unknown-run`, `artifact-changed`
 */
export async function describeRuns(
  registry: Registry,
  { runs: ids }: { readonly runs: readonly RunId[] },
): Promise<DescribedRuns> {
  const runs: DescribedRun[] = [];
  const series: RunSeries[] = [];
  for (const id of ids) {
    const run = await readRun(registry, { run: id });
    runs.push(await describe(registry, run));
    series.push(...(await historiesOf(registry, run)));
  }
  return { runs, series };
}

async function historiesOf(registry: Registry, run: Run): Promise<readonly RunSeries[]> {
  const keys = [...run.state.metrics]
    .filter(([, { count }]) => count > 1)
    .map(([key]) => key)
    .slice(0, maxCharts);
  if (keys.length === 0) return [];
  const found = await readHistory(registry, { run: run.id, keys, points: linePoints }).catch(
    (error: unknown) => {
      // Its log is in another clone: the last values are known all the same.
      if (error instanceof RegistryError && error.refusal.code === "artifact-missing") {
        return new Map<string, never>();
      }
      throw error;
    },
  );
  return [...found].map(([metric, { steps, values }]) => ({
    run: run.id,
    metric,
    points: steps
      .map((step, index): readonly [number, number] => [step, values[index] ?? Number.NaN])
      .filter(([, value]) => Number.isFinite(value)),
  }));
}

async function describe(registry: Registry, run: Run): Promise<DescribedRun> {
  const { id, state } = run;
  const found = await registry.read((now) => recordOf(now, id));
  const byKey = <T>([a]: readonly [string, T], [b]: readonly [string, T]): number =>
    a < b ? -1 : 1;
  const query = `run = "${id}"`;
  const { versions } = await searchVersions(registry, { query, limit: 20 });
  return {
    ...runOutline(run),
    isLive: run.isLive,
    isDeleted: run.isDeleted,
    command: found?.record.started?.command,
    parameters: [...state.parameters]
      .sort(byKey)
      .map(([key, value]) => [key, parameterText(value)] as const),
    tags: [...state.tags].sort(byKey),
    metrics: [...state.metrics].sort(byKey).map(([key, range]) => ({
      key,
      last: toLoggedNumber(range.last),
      ...(range.lowest <= range.highest && {
        lowest: toLoggedNumber(range.lowest),
        highest: toLoggedNumber(range.highest),
      }),
      step: range.step,
      count: range.count,
    })),
    inputs: [...state.inputs.values()].map(({ name, digest }) => ({ name, digest })),
    artifacts: [...state.artifacts.values()],
    context: await contextOf(registry, run),
    versions,
    log: run.segments,
  };
}

async function contextOf(registry: Registry, run: Run): Promise<DescribedRun["context"]> {
  const { git, environment } = (await readRunContext(registry, run)) ?? {};
  const python = environment?.python;
  return {
    ...(git && { commit: git.commit, isChanged: git.state === "changed" }),
    ...(git?.branch !== undefined && { branch: git.branch }),
    ...(python?.version !== undefined && { python: python.version }),
    ...(environment &&
      hasPackages(environment) && { packages: Object.keys(knownPackages(environment)).length }),
    ...(environment?.machine && { machine: machineText(environment.machine) }),
  };
}

function machineText({ os, cpu, accelerators = [] }: Machine): string {
  return [os, cpu, ...accelerators].filter((part) => part !== undefined).join(" · ");
}
