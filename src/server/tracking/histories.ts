import * as z from "zod";
import { RunId, toLoggedNumber } from "../../core/model/run.ts";
import type { MetricSeries } from "../../core/runs/metric-points.ts";
import { readHistory } from "../../registry/runs/read-history.ts";
import { Integer, listOf, RequiredText, Text } from "../http/fields.ts";
import { nextPage, offsetOf } from "../http/page-token.ts";
import { route, type Route } from "../http/route.ts";
import { ofRun } from "./runs.ts";
import type { WireMetric } from "./wire-run.ts";

const Count = Integer.pipe(z.int().min(1));

/** Endpoints of values of metrics by step. */
export const historyRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/metrics/get-history",
    request: ofRun({
      metric_key: RequiredText,
      max_results: Count.optional(),
      page_token: Text.optional(),
    }),
    answer: async ({ run, fields }, { registry }) => {
      const { metric_key: key, page_token, max_results: limit = Infinity } = fields;
      const offset = offsetOf(page_token);
      const series = (await readHistory(registry, { run, keys: [key] })).get(key);
      const all = series ? wireSeries(key, series) : [];
      const records = all.slice(offset, offset + limit);
      return {
        metrics: records,
        ...nextPage(offset, { records, hasMore: all.length > offset + records.length }),
      };
    },
  }),
  route({
    method: "GET",
    path: "/metrics/get-history-bulk-interval",
    request: z.object({
      run_ids: listOf(RunId, 100),
      metric_key: RequiredText,
      start_step: Integer.optional(),
      end_step: Integer.optional(),
      max_results: Count.pipe(z.int().max(25_000)).default(2500),
    }),
    answer: async (request, { registry }) => {
      const { run_ids: runs, metric_key: key, max_results: points } = request;
      const metrics: (WireMetric & { readonly run_id: string })[] = [];
      for (const run of runs) {
        const histories = await readHistory(registry, {
          run,
          keys: [key],
          fromStep: request.start_step,
          toStep: request.end_step,
          points,
        });
        const series = histories.get(key);
        if (!series) continue;
        metrics.push(...wireSeries(key, series).map((metric) => ({ ...metric, run_id: run })));
      }
      return { metrics };
    },
  }),
];

function wireSeries(key: string, { steps, at, values }: MetricSeries): readonly WireMetric[] {
  return steps.map((step, index) => ({
    key,
    value: toLoggedNumber(values[index] ?? NaN),
    timestamp: at[index] ?? 0,
    step,
  }));
}
