import {
  higherNames,
  higherPhrases,
  higherWords,
  lowerNames,
  lowerPhrases,
  lowerWords,
} from "./known-metrics.ts";

/**
 * Direction in which a metric is better. `neutral`: neither, as a count measures no quality;
 * `unknown`: the name doesn't tell, so no direction is assumed.
 */
export type MetricDirection = "higher" | "lower" | "neutral" | "unknown";

/** Signs of the directions beside the name of a metric. */
export const directionSigns = {
  higher: "↑",
  lower: "↓",
  neutral: "–",
  unknown: "",
} as const satisfies Record<MetricDirection, string>;

/**
 * Matches names of counts: `n_samples`, `support`, `best_iteration`; a rate of a count is not one.
 */
const isCount =
  /^(?!.*\.per\.)(n$|(n|num)\.|(.*\.)?(count|support|samples|rows|examples|observations|epochs?|steps?|iterations?|seed)$)/i;

/** `test.size` is how much data there was, where `model_size` is what the model weighs. */
const isDataSize =
  /(^|[._\-/ ])(train|training|test|holdout|val|valid|validation|eval|dev|batch|sample|data|dataset)[._\-/ ]size$|^(?!.*(model|file|artifact|binary|weights|disk|memory))[^.]+\.size$/i;

const isSize = /(^|\.)size($|\.)/i;

/** Directions that a person has set, by the metric's whole name or the part behind the last dot. */
export type StatedDirections = Readonly<Record<string, Exclude<MetricDirection, "unknown">>>;

let stated: ReadonlyMap<string, MetricDirection> = new Map();

/** Has metrics shown, sorted and charted by these directions in this thread, in place of their names'. */
export function useMetricDirections(directions: StatedDirections): void {
  stated = new Map(Object.entries(directions));
}

/** Returns the direction by which a metric is shown: the one that a person has set, else its name's. */
export function metricDirection(key: string): MetricDirection {
  const end = key.slice(Math.max(key.lastIndexOf("."), key.lastIndexOf("/")) + 1);
  return stated.get(key) ?? stated.get(end) ?? directionByName(key);
}

/**
 * Returns the direction of a metric by its name: known names of errors, losses, times and sizes are
 * better low, known scores high, counts neither. `neg_…` (scikit-learn's negated scorers) is better
 * high. A name that isn't known has no direction. Decisions go by it, so that they are the same for
 * everybody.
 */
export function directionByName(key: string): MetricDirection {
  // `error@0.5`, `pass@1`: what follows is a threshold or a rank.
  const [base = ""] = key.split("@");
  const name = base.slice(Math.max(base.lastIndexOf("."), base.lastIndexOf("/")) + 1);
  const asked = base === key ? name : `${name} at`;
  const forms = [spaced(asked), spaced(inWords(asked))];
  if (forms.some((words) => /^ neg (?!log likelihood)/.test(words))) return "higher";
  if (forms.some((words) => / (std|stddev|var|variance|ci) $/.test(words) && !isExplained(words))) {
    return "neutral";
  }
  if (forms.some((words) => has(words, ["ms ssim", "per second"]))) return "higher";
  if (forms.some(isLower)) return "lower";
  const dotted = name.replace(/_/g, ".");
  if (isCount.test(dotted) || isDataSize.test(key)) return "neutral";
  if (isSize.test(dotted)) return "lower";
  return forms.some(isHigher) ? "higher" : "unknown";
}

function isExplained(words: string): boolean {
  return words.includes(" explained variance ");
}

function isLower(words: string): boolean {
  // `negative_log_likelihood` is a phrase here; the bare one is better high.
  return has(words, lowerPhrases) || hasWord(words, lowerWords) || lowerNames.has(bare(words));
}

function isHigher(words: string): boolean {
  return has(words, higherPhrases) || hasWord(words, higherWords) || higherNames.has(bare(words));
}

function has(words: string, phrases: readonly string[]): boolean {
  return phrases.some((phrase) => words.includes(` ${phrase} `));
}

/**
 * Returns whether a name has one of the known words, with or without a number at its end: `map50`
 * is `map`; `f1` and `r2` are known as they are.
 */
function hasWord(words: string, known: ReadonlySet<string>): boolean {
  return words
    .split(" ")
    .some((word) => known.has(word) || known.has(word.replace(/\d+$/, "") || " "));
}

/** Returns a name without the splits, averages and numbers around it. */
function bare(words: string): string {
  return words
    .replace(
      /\b(train|training|test|holdout|val|valid|validation|eval|dev|cv|oof|best|final|mean|avg|average|macro|micro|weighted|score|at)\b/g,
      " ",
    )
    .replace(/ \d+(?= |$)/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** Returns the words in lower case, with a space around each. */
function spaced(text: string): string {
  return ` ${text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .join(" ")} `;
}

/** Splits a name into words: `valF1Score` becomes `val F1 Score`. */
function inWords(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2");
}

/**
 * Returns true if a change of a metric is for the better; undefined if nothing changed or the
 * metric has no better direction.
 */
export function isBetter(change: number, direction: MetricDirection): boolean | undefined {
  if (change === 0 || direction === "neutral" || direction === "unknown") return undefined;
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
  "r2",
  "rmse",
  "mae",
  "loss",
  "log_loss",
  "perplexity",
];

/** Matches metrics of training, and of a slice of the data: `slice_apac.auc`. */
const isOfPart = /(^|[._])train|^slices?[._]/i;

/**
 * Returns the main metric of a version: the first of a list of common names, on test data before
 * validation data, else the alphabetically first. Metrics of training and of slices come last.
 */
export function mainMetric(keys: readonly string[]): string | undefined {
  const candidates = keys.filter((key) => !isOfPart.test(key));
  return [...(candidates.length > 0 ? candidates : keys)].sort(
    (a, b) => rank(a) - rank(b) || (a < b ? -1 : 1),
  )[0];
}

function rank(key: string): number {
  const parts = key.toLowerCase().split(".");
  const name = parts.at(-1) ?? "";
  const bare = name.replace(/^(test|holdout|val|valid|validation|eval)_/, "");
  // `r2_score`, as scikit-learn's functions are called.
  const metric = preferred.indexOf(bare.replace(/_score$/, ""));
  const split = bare === name ? parts.at(-2) : name.slice(0, name.length - bare.length - 1);
  return (metric < 0 ? preferred.length : metric) * 100 + splitRank(split);
}

/**
 * Ranks splits: test data first, then a metric without a split, then validation data, then any
 * other.
 */
function splitRank(split: string | undefined): number {
  if (split === undefined) return 1;
  const place = splits.indexOf(split);
  return place === 0 ? 0 : place > 0 ? place + 1 : splits.length + 1;
}
