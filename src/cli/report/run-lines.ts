import { formatMetric } from "../../core/metrics/metric-format.ts";
import { toLoggedNumber } from "../../core/model/run.ts";
import { parameterText } from "../../core/runs/run-search.ts";
import type { Run } from "../../core/runs/run.ts";
import { formatBytes } from "../../core/text/format.ts";
import { tableLines } from "../terminal/table.ts";

/** Returns a run as `--json` documents it. */
export function runDocument({ id, experiment, status, isDeleted, state, segments }: Run): unknown {
  const time = (at: number | undefined): string | null =>
    at === undefined ? null : new Date(at).toISOString();
  return {
    id,
    name: state.name ?? null,
    experiment: { id: experiment.id, name: experiment.name },
    status,
    deleted: isDeleted,
    user: state.user ?? null,
    start: time(state.start),
    end: time(state.end),
    parameters: Object.fromEntries(state.parameters),
    tags: Object.fromEntries(state.tags),
    metrics: Object.fromEntries(
      [...state.metrics].map(([key, { last, lowest, highest, step, count }]) => [
        key,
        {
          last: toLoggedNumber(last),
          ...(lowest <= highest && {
            lowest: toLoggedNumber(lowest),
            highest: toLoggedNumber(highest),
          }),
          step,
          count,
        },
      ]),
    ),
    inputs: [...state.inputs.values()],
    artifacts: [...state.artifacts.values()].map(({ path, model, bytes }) => ({
      path,
      ...(model !== undefined && { model }),
      ...bytes,
    })),
    models: [...state.models.values()],
    log: segments,
  };
}

/** Returns a table of runs. */
export function runTable(runs: readonly Run[], now: number): readonly string[] {
  const metric = mainMetric(runs);
  return tableLines(
    [
      { title: "RUN" },
      { title: "NAME" },
      { title: "EXPERIMENT" },
      { title: "STATUS" },
      { title: metric?.toUpperCase() ?? "", align: "right" },
      { title: "STARTED" },
      { title: "TOOK", align: "right" },
    ],
    runs.map(({ id, experiment, status, state }) => {
      const value = metric === undefined ? undefined : state.metrics.get(metric)?.last;
      return [
        id.slice(0, 8),
        state.name ?? "",
        experiment.name,
        status,
        value === undefined ? "" : numberText(value),
        state.start === undefined ? "" : new Date(state.start).toISOString().slice(0, 16),
        durationText(state.start, state.end ?? (status === "running" ? now : undefined)),
      ];
    }),
  );
}

/** Returns the metric that most runs have. */
function mainMetric(runs: readonly Run[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { state } of runs) {
    for (const key of state.metrics.keys()) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0];
}

/** Returns a text such as `1 h 5 min`; empty if it is not known. */
export function durationText(start: number | undefined, end: number | undefined): string {
  if (start === undefined || end === undefined || end < start) return "";
  const seconds = Math.round((end - start) / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function numberText(value: number): string {
  return Number.isFinite(value) ? formatMetric(value) : String(toLoggedNumber(value));
}

/** Returns everything about a run for people. */
export function runLines(run: Run, now: number): readonly string[] {
  const { id, experiment, status, state } = run;
  const end = state.end ?? (status === "running" ? now : undefined);
  const took = durationText(state.start, end);
  const start = state.start === undefined ? undefined : new Date(state.start).toISOString();
  return [
    `${state.name ?? id}  ${status}`,
    `  id          ${id}`,
    `  experiment  ${experiment.name}`,
    ...(state.user === undefined ? [] : [`  user        ${state.user}`]),
    ...(start === undefined ? [] : [`  started     ${start}${took && `, took ${took}`}`]),
    ...section("Parameters", [...state.parameters], ([key, value]) => [key, parameterText(value)]),
    ...section("Metrics", [...state.metrics], ([key, range]) => [
      key,
      numberText(range.last),
      range.count > 1 && range.lowest <= range.highest
        ? `${numberText(range.lowest)} to ${numberText(range.highest)}, ${range.count} values`
        : "",
    ]),
    ...section("Tags", [...state.tags], ([key, value]) => [key, value]),
    ...section("Data", [...state.inputs.values()], ({ name, digest }) => [name, digest]),
    ...section("Artifacts", [...state.artifacts.values()], ({ path, model, bytes }) => [
      model === undefined ? path : `${path} (${model})`,
      formatBytes(bytes.size),
    ]),
  ];
}

function section<T>(
  title: string,
  entries: readonly T[],
  cells: (entry: T) => readonly string[],
): readonly string[] {
  if (entries.length === 0) return [];
  const rows = entries.map(cells);
  const width = Math.max(...rows.map(([key = ""]) => key.length));
  return [
    title,
    ...rows.map(([key = "", ...rest]) => `  ${key.padEnd(width)}  ${rest.join("  ")}`.trimEnd()),
  ];
}
