import * as z from "zod";
import { LoggedNumber, RunKey } from "../../core/model/run.ts";
import type { MetricsLine, RunLogLine } from "../../core/runs/run-log-line.ts";
import { logToRun } from "../../registry/runs/log-to-run.ts";
import { readRun } from "../../registry/runs/read-run.ts";
import { Integer, listOf, recordOf, RequiredText, Text } from "../http/fields.ts";
import { isDeep } from "../http/is-deep.ts";
import { invalidParameter, notFound } from "../http/mlflow-error.ts";
import { route, type Route } from "../http/route.ts";
import { ofRun } from "./runs.ts";
import { runNameTag } from "./wire-run.ts";

/** Largest numbers of entries in one batch (mlflow/utils/validation.py). */
const batchLimits = { metrics: 1000, params: 100, tags: 100, all: 1000 };

/** A number, which clients also send as a text. */
const Value = z
  .union([
    z.number(),
    z.enum(["NaN", "Infinity", "-Infinity"]),
    z
      .string()
      .regex(/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i)
      .transform(Number),
  ])
  .pipe(LoggedNumber);

const metric = {
  key: RunKey,
  value: Value,
  timestamp: Integer.pipe(z.int().min(0)),
  step: Integer.default(0),
  model_id: Text.default(""),
  dataset_name: Text.default(""),
  dataset_digest: Text.default(""),
};
const Metric = z.object(metric);
type Metric = z.output<typeof Metric>;

const Parameter = z.object({ key: RunKey, value: Text.max(6000).default("") });
const Tag = z.object({ key: RunKey, value: Text.max(65_536).default("") });

const Dataset = z.object({
  tags: listOf(Tag).default([]),
  dataset: z.object({
    name: RequiredText.max(500),
    digest: RequiredText.max(256),
    source_type: Text.default(""),
    source: Text.default(""),
    schema: Text.optional(),
    profile: Text.optional(),
  }),
});

/** Endpoints by which runs log. */
export const loggingRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/runs/log-metric",
    request: ofRun(metric),
    answer: async ({ run, fields }, { registry }) => {
      await logToRun(registry, { run, lines: metricLines([fields]) });
      return {};
    },
  }),
  route({
    method: "POST",
    path: "/runs/log-parameter",
    request: ofRun({ key: RunKey, value: Text.max(6000).default("") }),
    answer: async ({ run, fields: { key, value } }, { registry }) => {
      const line = { kind: "parameters", at: Date.now(), values: { [key]: value } } as const;
      await logToRun(registry, { run, lines: [line] });
      return {};
    },
  }),
  route({
    method: "POST",
    path: "/runs/log-batch",
    request: ofRun({
      metrics: listOf(Metric, batchLimits.metrics).default([]),
      params: listOf(Parameter, batchLimits.params).default([]),
      tags: listOf(Tag, batchLimits.tags).default([]),
    }),
    answer: async ({ run, fields: { metrics, params, tags } }, { registry }) => {
      if (metrics.length + params.length + tags.length > batchLimits.all) {
        throw invalidParameter(`A batch can have at most ${batchLimits.all} entries.`);
      }
      const at = Date.now();
      const lines: RunLogLine[] = [
        ...(params.length > 0
          ? [{ kind: "parameters" as const, at, values: parametersOf(params) }]
          : []),
        ...tagLines(recordOf(tags), at),
        ...metricLines(metrics),
      ];
      if (lines.length > 0) await logToRun(registry, { run, lines });
      return {};
    },
  }),
  route({
    method: "POST",
    path: "/runs/set-tag",
    request: ofRun({ key: RunKey, value: Text.max(65_536).default("") }),
    answer: async ({ run, fields: { key, value } }, { registry }) => {
      await logToRun(registry, { run, lines: tagLines({ [key]: value }, Date.now()) });
      return {};
    },
  }),
  route({
    method: "POST",
    path: "/runs/delete-tag",
    request: ofRun({ key: RunKey }),
    answer: async ({ run, fields: { key } }, { registry }) => {
      const { state, isDeleted } = await readRun(registry, { run });
      if (!isDeleted && !state.tags.has(key))
        throw notFound(`No tag with name: ${key} in run with id ${run}`);
      const line = { kind: "tags", at: Date.now(), values: { [key]: null } } as const;
      await logToRun(registry, { run, lines: [line] });
      return {};
    },
  }),
  route({
    method: "POST",
    path: "/runs/log-model",
    request: ofRun({ model_json: RequiredText.max(65_536) }),
    answer: async ({ run, fields: { model_json: text } }, { registry }) => {
      const { state } = await readRun(registry, { run });
      const key = "mlflow.log-model.history";
      const history = [...logged(state.tags.get(key)), parsedModel(text)];
      const values = { [key]: JSON.stringify(history) };
      await logToRun(registry, { run, lines: [{ kind: "tags", at: Date.now(), values }] });
      return {};
    },
  }),
  route({
    method: "POST",
    path: "/runs/log-inputs",
    request: ofRun({
      datasets: listOf(Dataset, 1000).default([]),
      models: listOf(z.object({ model_id: RequiredText }), 1000).default([]),
    }),
    answer: async ({ run, fields: { datasets, models } }, { registry }) => {
      const inputs = datasets.map(({ tags, dataset }) => ({
        name: dataset.name,
        digest: dataset.digest,
        ...(dataset.source_type !== "" && { sourceType: dataset.source_type }),
        ...(dataset.source !== "" && { source: dataset.source }),
        ...(dataset.schema !== undefined && { schema: dataset.schema }),
        ...(dataset.profile !== undefined && { profile: dataset.profile }),
        tags: recordOf(tags),
      }));
      const line: RunLogLine = {
        kind: "inputs",
        at: Date.now(),
        inputs,
        ...(models.length > 0 && { models: models.map(({ model_id: id }) => id) }),
      };
      if (inputs.length + models.length > 0) await logToRun(registry, { run, lines: [line] });
      return {};
    },
  }),
  route({
    method: "POST",
    path: "/runs/outputs",
    request: ofRun({
      models: listOf(z.object({ model_id: RequiredText, step: Integer.default(0) }), 1000).default(
        [],
      ),
    }),
    answer: async ({ run, fields: { models } }, { registry }) => {
      const outputs = models.map(({ model_id: model, step }) => ({ model, step }));
      const line: RunLogLine = { kind: "outputs", at: Date.now(), outputs };
      if (outputs.length > 0) await logToRun(registry, { run, lines: [line] });
      return {};
    },
  }),
];

/** @throws MlflowError if a key has two values */
function parametersOf(params: readonly z.output<typeof Parameter>[]): Record<string, string> {
  const values = new Map<string, string>();
  for (const { key, value } of params) {
    const known = values.get(key);
    if (known !== undefined && known !== value) {
      throw invalidParameter(`Duplicate parameter keys have been submitted: ['${key}'].`);
    }
    values.set(key, value);
  }
  return Object.fromEntries(values);
}

/** The tag by which clients name a run names it. */
function tagLines(tags: Readonly<Record<string, string>>, at: number): readonly RunLogLine[] {
  const { [runNameTag]: name, ...values } = tags;
  return [
    ...(name ? [{ kind: "name" as const, at, name }] : []),
    ...(Object.keys(values).length > 0 ? [{ kind: "tags" as const, at, values }] : []),
  ];
}

/** Puts values of the same step and time on one line, as far as each key is there once. */
function metricLines(metrics: readonly Metric[]): readonly MetricsLine[] {
  const lines: MetricsLine[] = [];
  const open = new Map<string, MetricsLine>();
  for (const {
    key,
    value,
    timestamp: at,
    step,
    model_id,
    dataset_name,
    dataset_digest,
  } of metrics) {
    const place = JSON.stringify([at, step, model_id, dataset_name, dataset_digest]);
    const known = open.get(place);
    if (known && !(key in known.values)) {
      known.values[key] = value;
      continue;
    }
    const line: MetricsLine = {
      kind: "metrics",
      at,
      step,
      values: { [key]: value },
      ...(model_id !== "" && { model: model_id }),
      ...(dataset_name !== "" && {
        dataset: {
          name: dataset_name,
          ...(dataset_digest !== "" && { digest: dataset_digest }),
        },
      }),
    };
    lines.push(line);
    open.set(place, line);
  }
  return lines;
}

function logged(text: string | undefined): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function parsedModel(text: string): unknown {
  const value = parsed(text);
  if (value !== undefined && !isDeep(value)) return value;
  throw invalidParameter("Malformed model info: model_json is not JSON, or nested too deeply.");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
