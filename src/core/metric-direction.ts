/** Whether more or less of a metric is better. */
export type MetricDirection = "higher" | "lower";

const lowerIsBetter =
  /(^|[._\-/ ])(loss|logloss|error|err|rmse|mse|mae|mape|smape|rmsle|msle|brier|perplexity|ppl|wer|cer|fid|fpr|fnr|eer|latency|time|duration|seconds|ms|size|bytes|gap|deviance|bic|aic|hamming|regret)($|[._\-/ 0-9])/i;

/**
 * The usual direction of a metric by its name: errors, losses, times and sizes are better low,
 * everything else better high. `neg_…` (scikit-learn's negated scorers) is better high.
 */
export function metricDirection(key: string): MetricDirection {
  const name = key.slice(key.lastIndexOf(".") + 1);
  if (/^neg_/i.test(name)) return "higher";
  return lowerIsBetter.test(name.replace(/_/g, ".")) ? "lower" : "higher";
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
