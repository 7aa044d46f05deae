import { parse } from "yaml";
import * as z from "zod";
import type { Metrics } from "../../core/model/recipe.ts";
import type { DeclaredData } from "./read-data.ts";
import { readNames, type DeclaredParent } from "./read-parents.ts";

/** Facts of a model card's front matter about the making of a model. */
export interface ModelCardFacts {
  readonly metrics: Metrics;
  readonly parents: readonly DeclaredParent[];
  readonly data: readonly DeclaredData[];
}

/**
 * Results of evaluations, tasks, datasets and metrics
 * (github.com/huggingface/hub-docs, modelcard.md).
 */
const Result = z.object({
  dataset: z.object({ name: z.string().optional(), type: z.string().optional() }).optional(),
  metrics: z
    .array(
      z
        .object({
          type: z.string().optional(),
          name: z.string().optional(),
          value: z.union([z.number(), z.string()]),
        })
        .optional()
        .catch(undefined),
    )
    .default([]),
});
const Card = z.object({
  base_model: z.unknown().optional(),
  base_model_relation: z.string().optional().catch(undefined),
  datasets: z.unknown().optional(),
  "model-index": z
    .array(z.object({ results: z.array(Result.optional().catch(undefined)).default([]) }))
    .optional()
    .catch(undefined),
});

/** Relations of the Hub and those of versions. */
const relations: Readonly<Record<string, string>> = {
  finetune: "finetuned-from",
  adapter: "finetuned-from",
  quantized: "quantized-from",
  merge: "merged-from",
};
const maxCharacters = 2 * 1024 * 1024;
const maxMetrics = 500;

/** Reads a model card; undefined if it has no front matter or says nothing of this. */
export function readModelCardFacts(text: string): ModelCardFacts | undefined {
  const [, frontMatter] =
    /^\uFEFF?---\r?\n(.*?)\r?\n---\s*(\r?\n|$)/s.exec(text.slice(0, maxCharacters)) ?? [];
  const card = frontMatter === undefined ? undefined : Card.safeParse(parsed(frontMatter));
  if (!card?.success) return undefined;
  const { base_model: bases, base_model_relation: relation = "", datasets } = card.data;
  const metrics = metricsOf(card.data["model-index"] ?? []);
  const parents = (readNames(bases) ?? []).map((name): DeclaredParent => ({
    relation: relations[relation] ?? "derived-from",
    name,
    isBase: true,
    field: "base_model",
  }));
  const data = (readNames(datasets) ?? []).map((name): DeclaredData =>
    /^[\w.-]+(?:\/[\w.-]+)?$/.test(name)
      ? { name: name.slice(0, 256), uri: `hf://datasets/${name}`, role: "training" }
      : { name: name.slice(0, 256), role: "training" },
  );
  const isNothing = parents.length === 0 && data.length === 0 && Object.keys(metrics).length === 0;
  return isNothing ? undefined : { metrics, parents, data };
}

interface Measured {
  readonly key: string;
  readonly dataset: string;
  readonly value: number;
}

/** A metric that was measured on several datasets is named after them. */
function metricsOf(index: NonNullable<z.infer<typeof Card>["model-index"]>): Metrics {
  const found = index
    .flatMap(({ results }) => results)
    .flatMap((result) => (result ? measured(result) : []))
    .slice(0, maxMetrics);
  const keys = found.map(({ key }) => key);
  const several = new Set(keys.filter((key, at) => keys.indexOf(key) !== at));
  return Object.fromEntries(
    found.map(({ key, dataset, value }) => [
      several.has(key) && dataset !== "" ? `${dataset}/${key}` : key,
      value,
    ]),
  );
}

function measured({ dataset, metrics }: z.infer<typeof Result>): readonly Measured[] {
  const name = (dataset?.type ?? dataset?.name ?? "").slice(0, 100);
  return metrics.flatMap((metric) => {
    const key = metric?.type ?? metric?.name ?? "";
    const value = Number(metric?.value);
    const isUsable = key !== "" && key.length <= 100 && key !== "__proto__";
    return isUsable && Number.isFinite(value) ? [{ key, dataset: name, value }] : [];
  });
}

function parsed(text: string): unknown {
  try {
    return parse(text, { schema: "core", maxAliasCount: 10 });
  } catch {
    return undefined;
  }
}
