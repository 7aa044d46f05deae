import { randomBytes } from "node:crypto";
import * as z from "zod";
import { runFilterRules, runOrderRules } from "../../core/filter/filter.ts";
import { EndStatus, RunId, type ExperimentId } from "../../core/model/run.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { Registry } from "../../registry/registry.ts";
import { deleteRun, restoreRun } from "../../registry/runs/delete-run.ts";
import { readExperiment } from "../../registry/runs/experiments.ts";
import { finishRun, resumeRun } from "../../registry/runs/finish-run.ts";
import { logToRun } from "../../registry/runs/log-to-run.ts";
import { readRun } from "../../registry/runs/read-run.ts";
import { searchRuns } from "../../registry/runs/search-runs.ts";
import { startRun } from "../../registry/runs/start-run.ts";
import { Integer, listOf, Pair, recordOf, Text } from "../http/fields.ts";
import { nextPage, offsetOf } from "../http/page-token.ts";
import { route, type Route } from "../http/route.ts";
import { experimentOf } from "./experiment-id.ts";
import { ViewType } from "./experiments.ts";
import { parseSearch } from "./record-search.ts";
import { runNameTag, wireRun, wireRunInfo } from "./wire-run.ts";

/** The run of a request; older clients call its id `run_uuid`. */
export const OfRun = z
  .object({ run_id: Text.optional(), run_uuid: Text.optional() })
  .transform(({ run_id, run_uuid }, context): RunId => {
    const parsed = RunId.safeParse([run_id, run_uuid].find((id) => id !== undefined && id !== ""));
    if (parsed.success) return parsed.data;
    context.addIssue({ code: "custom", path: ["run_id"], message: "must be the id of a run" });
    return z.NEVER;
  });

/** Returns a schema of fields beside the run that they are about. */
export function ofRun<S extends z.ZodRawShape>(
  shape: S,
): z.ZodType<{ readonly run: RunId; readonly fields: z.output<z.ZodObject<S>> }> {
  const Fields = z.object(shape);
  return z.looseObject({}).transform((given, context) => {
    const [run, fields] = [OfRun.safeParse(given), Fields.safeParse(given)];
    if (run.success && fields.success) return { run: run.data, fields: fields.data };
    for (const { error } of [run, fields]) {
      for (const { path, message } of error?.issues ?? []) {
        context.addIssue({ code: "custom", path: [...path], message });
      }
    }
    return z.NEVER;
  });
}

const runAttributes = {
  run_id: "id",
  run_name: "name",
  status: "status",
  user_id: "user",
  start_time: "start",
  end_time: "end",
  duration: "duration",
} as const;

/** Endpoints of runs but for what they log. */
export const runRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/runs/create",
    request: z.object({
      experiment_id: Text.default("0"),
      user_id: Text.max(256).default(""),
      run_name: Text.max(500).default(""),
      start_time: Integer.pipe(z.int().min(0)).optional(),
      tags: listOf(Pair).default([]),
    }),
    answer: async (request, { registry }) => {
      const { experiment_id, user_id: user, start_time: start, tags } = request;
      const { [runNameTag]: tagged, ...values } = recordOf(tags);
      const generated = `run-${randomBytes(4).toString("hex")}`;
      const name = [request.run_name, tagged].find((text) => text) ?? generated;
      const at = start ?? Date.now();
      const run = await startRun(registry, {
        experiment: experimentOf(experiment_id || "0"),
        name,
        ...(user !== "" && { user }),
        start: at,
        ...(Object.keys(values).length > 0 && { lines: [{ kind: "tags", at, values }] }),
      });
      return { run: wireRun(run) };
    },
  }),
  route({
    method: "GET",
    path: "/runs/get",
    request: OfRun,
    answer: async (run, { registry }) => ({ run: wireRun(await readRun(registry, { run })) }),
  }),
  route({
    method: "POST",
    path: "/runs/update",
    request: ofRun({
      status: z.enum(["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]).optional(),
      end_time: Integer.pipe(z.int().min(0)).optional(),
      run_name: Text.max(500).optional(),
    }),
    answer: async ({ run, fields }, { registry }) => {
      const { status, end_time: end, run_name: name } = fields;
      if (name !== undefined && name !== "") {
        await logToRun(registry, { run, lines: [{ kind: "name", at: Date.now(), name }] });
      }
      const ended = EndStatus.safeParse(status?.toLowerCase());
      if (ended.success) await finishRun(registry, { run, status: ended.data, end });
      else if (status === "RUNNING") await runAgain(registry, run);
      return { run_info: wireRunInfo(await readRun(registry, { run })) };
    },
  }),
  route({
    method: "POST",
    path: "/runs/delete",
    request: OfRun,
    answer: async (run, { registry }) => {
      await deleteRun(registry, { run });
      return {};
    },
  }),
  route({
    method: "POST",
    path: "/runs/restore",
    request: OfRun,
    answer: async (run, { registry }) => {
      await restoreRun(registry, { run });
      return {};
    },
  }),
  route({
    method: "POST",
    path: "/runs/search",
    request: z.object({
      experiment_ids: listOf(Text).default([]),
      filter: Text.default(""),
      run_view_type: ViewType,
      max_results: Integer.pipe(z.int().min(1).max(50_000)).default(1000),
      order_by: listOf(Text).default([]),
      page_token: Text.optional(),
    }),
    answer: async (request, { registry }) => {
      const { experiment_ids: ids, filter, run_view_type: deleted, page_token } = request;
      const { max_results: limit, order_by } = request;
      const offset = offsetOf(page_token);
      const rules = { filter: runFilterRules, order: runOrderRules };
      const { conditions, order } = parseSearch({ filter, order: order_by }, rules, runAttributes);
      const experiments = await knownExperiments(registry, ids);
      const { runs, total } = await searchRuns(registry, {
        experiments,
        conditions,
        order,
        deleted,
        limit,
        offset,
      });
      return {
        runs: runs.map(wireRun),
        ...nextPage(offset, { records: runs, hasMore: total > offset + runs.length }),
      };
    },
  }),
];

/** A run that is running already stays so. */
async function runAgain(registry: Registry, run: RunId): Promise<void> {
  await resumeRun(registry, { run }).catch((error: unknown) => {
    if (error instanceof RegistryError && error.refusal.reason === "run-already-running") return;
    throw error;
  });
}

/** Returns the experiments of these ids; ids of none have no runs. */
export async function knownExperiments(
  registry: Registry,
  ids: readonly string[],
): Promise<readonly ExperimentId[]> {
  const found = await Promise.all(
    ids.map((id) =>
      readExperiment(registry, { experiment: experimentOf(id) }).catch((error: unknown) => {
        if (error instanceof RegistryError && error.refusal.code === "unknown-experiment")
          return undefined;
        throw error;
      }),
    ),
  );
  return found.flatMap((experiment) => experiment?.id ?? []);
}
