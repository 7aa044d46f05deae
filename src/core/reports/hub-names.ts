/**
 * Names of the Hugging Face Hub for what versions record, as the metadata of its model cards has
 * them (github.com/huggingface/hub-docs, modelcard.md).
 */

/** Identifiers of licences (huggingface.co/docs/hub/repositories-licenses). */
const licences: ReadonlySet<string> = new Set(
  `apache-2.0 mit openrail bigscience-openrail-m creativeml-openrail-m bigscience-bloom-rail-1.0 bigcode-openrail-m
  afl-3.0 artistic-2.0 bsl-1.0 bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear c-uda cc cc0-1.0 cc-by-2.0 cc-by-2.5
  cc-by-3.0 cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-nd-3.0
  cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cdla-sharing-1.0 cdla-permissive-1.0
  cdla-permissive-2.0 wtfpl ecl-2.0 epl-1.0 epl-2.0 etalab-2.0 eupl-1.1 eupl-1.2 agpl-3.0 gfdl gpl gpl-2.0 gpl-3.0 lgpl
  lgpl-2.1 lgpl-3.0 isc lppl-1.3c ms-pl mpl-2.0 odc-by odbl openrail++ osl-3.0 postgresql ofl-1.1 ncsa unlicense zlib
  pddl lgpl-lr llama2 llama3 llama3.1 llama3.2 llama3.3 gemma unknown other`.split(/\s+/),
);

/** Returns a licence as the Hub names it; one that it does not know is `other` with a name. */
export function hubLicence(licence: string | undefined): {
  readonly license?: string;
  readonly license_name?: string;
} {
  if (licence === undefined) return {};
  const id = licence
    .trim()
    .toLowerCase()
    .replace(/\s+/g, "-")
    .replace(/-(only|or-later)$/, "");
  if (licences.has(id)) return { license: id };
  return { license: "other", license_name: slug(licence) };
}

/** Tasks that the Hub knows (its pipeline tags). */
const tasks: ReadonlySet<string> = new Set(
  `text-classification token-classification table-question-answering question-answering zero-shot-classification
  translation summarization feature-extraction text-generation fill-mask sentence-similarity text-ranking text-to-speech
  text-to-audio automatic-speech-recognition audio-to-audio audio-classification voice-activity-detection
  depth-estimation image-classification object-detection image-segmentation text-to-image image-to-text image-to-image
  image-to-video unconditional-image-generation video-classification reinforcement-learning robotics
  tabular-classification tabular-regression time-series-forecasting text-to-video visual-question-answering
  document-question-answering zero-shot-image-classification graph-ml mask-generation zero-shot-object-detection
  text-to-3d image-to-3d image-feature-extraction image-text-to-text any-to-any`.split(/\s+/),
);
const tabularFrameworks: ReadonlySet<string> = new Set([
  "scikit-learn",
  "xgboost",
  "lightgbm",
  "catboost",
]);

/** Returns a task as the Hub names it; undefined if it has none of this name. */
export function hubTask(
  task: string | undefined,
  framework: string | undefined,
): string | undefined {
  const id = slug(task ?? "").toLowerCase();
  if (tasks.has(id)) return id;
  const isTabular = framework !== undefined && tabularFrameworks.has(framework.toLowerCase());
  if (isTabular && (id === "classification" || id === "regression")) return `tabular-${id}`;
  return undefined;
}

/** Returns the library that loads a model, as the Hub names it. */
export function hubLibrary(
  framework: string | undefined,
  format: string | undefined,
): string | undefined {
  if (format === "onnx") return "onnx";
  if (format === "huggingface") return "transformers";
  if (framework === undefined) return undefined;
  return framework.toLowerCase() === "scikit-learn" ? "sklearn" : slug(framework).toLowerCase();
}

/** Metrics by the names that they have in programs; others have the same name on the Hub. */
const metrics: Readonly<Record<string, string>> = {
  acc: "accuracy",
  auc: "roc_auc",
  auroc: "roc_auc",
  f1_score: "f1",
  iou: "mean_iou",
  matthews: "matthews_correlation",
  mcc: "matthews_correlation",
  r2: "r_squared",
  r2_score: "r_squared",
  rocauc: "roc_auc",
  roc_auc_score: "roc_auc",
};

/** Returns the kind of a metric as the Hub names it: `auc` is `roc_auc`. */
export function hubMetric(name: string): string {
  const id = slug(name).toLowerCase().replaceAll("-", "_");
  if (id === "") return "unknown";
  return Object.hasOwn(metrics, id) ? (metrics[id] ?? id) : id;
}

/** Repository of the Hub that an address leads to. */
export interface HubId {
  readonly kind: "model" | "dataset";
  /** `owner/name` */
  readonly id: string;
}

/** Returns the id in an address of the Hub: `hf://owner/name`; undefined for other addresses. */
export function hubId(uri: string): HubId | undefined {
  const [, datasets, id] =
    /^(?:hf:\/\/|https:\/\/(?:www\.)?huggingface\.co\/)(datasets\/|models\/)?([\w.-]+\/[\w.-]+?)(?:@[^/]*)?(?:[/?#].*)?$/.exec(
      uri,
    ) ?? [];
  if (id === undefined) return undefined;
  return { kind: datasets === "datasets/" ? "dataset" : "model", id };
}

const relations: Readonly<Record<string, string>> = {
  "finetuned-from": "finetune",
  "quantized-from": "quantized",
  "merged-from": "merge",
};

/** Returns the relation to a base model as the Hub names it; undefined if it has none for it. */
export function hubRelation(relation: string): string | undefined {
  return Object.hasOwn(relations, relation) ? relations[relation] : undefined;
}

/** Returns a text as an identifier: letters, digits and `. _ + -`. */
export function slug(text: string): string {
  return text
    .trim()
    .replace(/[^\p{L}\p{N}._+-]+/gu, "-")
    .replace(/^-+|-+$/g, "");
}
