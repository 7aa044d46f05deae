/** Whether more or less of a metric is better, or neither: a count says what was measured, not how well. */
export type MetricDirection = "higher" | "lower" | "neutral";

const lowerIsBetter =
  /(^|[.\-/ ])(loss|logloss|error|err|rmse|mse|mae|mape|smape|rmsle|msle|brier|perplexity|ppl|wer|cer|fid|fpr|fnr|eer|latency|time|duration|seconds|ms|bytes|gap|deviance|bic|aic|hamming|regret)($|[.\-/ 0-9])/i;

/** What was counted while measuring: `n_samples`, `support`, `best_iteration`; no rate of it. */
const isCount =
  /^(?!.*\.per\.)(n$|(n|num)\.|(.*\.)?(count|support|samples|rows|examples|observations|epochs?|steps?|iterations?|seed)$)/i;

/** `test.size` is how much data there was, where `model_size` is what the model weighs. */
const isDataSize =
  /(^|[._\-/ ])(train|training|test|holdout|val|valid|validation|eval|dev|batch|sample|data|dataset)[._\-/ ]size$|^(?!.*(model|file|artifact|binary|weights|disk|memory))[^.]+\.size$/i;

const isSize = /(^|\.)size($|\.)/i;

/**
 * The usual direction of a metric by its name: errors, losses, times and sizes are better low,
 * counts are neither, everything else better high. `neg_…` (scikit-learn's negated scorers) is
 * better high.
 */
export function metricDirection(key: string): MetricDirection {
  const name = key.slice(key.lastIndexOf(".") + 1);
  if (/^neg_/i.test(name)) return "higher";
  const words = name.replace(/_/g, ".");
  if (lowerIsBetter.test(words)) return "lower";
  if (isCount.test(words) || isDataSize.test(key)) return "neutral";
  return isSize.test(words) ? "lower" : "higher";
}

/** Whether a change of a metric is for the better; undefined where there is none, or no better. */
export function isBetter(change: number, direction: MetricDirection): boolean | undefined {
  if (change === 0 || direction === "neutral") return undefined;
  return change > 0 === (direction === "higher");
}

const splits = ["test", "holdout", "val", "valid", "validation", "eval"];
const preferred = [
  "auc",
  "roc_auc",
  "average_precision",
  "f1",
  "accuracy",
  "balanced_accuracy",
  "rmse",
  "mae",
  "r2",
  "loss",
  "log_loss",
  "perplexity",
];

/**
 * The metric that stands for a version where only one fits: the first of a list of common names,
 * on test data before validation data, else the alphabetically first that is not of training.
 */
export function mainMetric(keys: readonly string[]): string | undefined {
  const candidates = keys.filter((key) => !/(^|[._])train/i.test(key));
  return [...(candidates.length > 0 ? candidates : keys)].sort(
    (a, b) => rank(a) - rank(b) || (a < b ? -1 : 1),
  )[0];
}

function rank(key: string): number {
  const parts = key.toLowerCase().split(".");
  const name = parts.at(-1) ?? "";
  const bare = name.replace(/^(test|holdout|val|valid|validation|eval)_/, "");
  const metric = preferred.indexOf(bare);
  const split = bare === name ? parts.at(-2) : name.slice(0, name.length - bare.length - 1);
  return (metric < 0 ? preferred.length : metric) * 100 + splitRank(split);
}

/** Test data first, then a metric without a split, then validation data, then any other. */
function splitRank(split: string | undefined): number {
  if (split === undefined) return 1;
  const place = splits.indexOf(split);
  return place === 0 ? 0 : place > 0 ? place + 1 : splits.length + 1;
}
