/**
 * Ranks of the words by which people tell versions of one file apart: below 0 before the file
 * without such a word, above 0 after it.
 */
const ranks: Readonly<Record<string, number>> = {
  ...ranked(-5, "old older oldest previous prev backup bkp bak orig original outdated obsolete"),
  ...ranked(-5, "deprecated legacy archive archived"),
  ...ranked(-4, "draft wip tmp temp dev"),
  ...ranked(-3, "alpha a"),
  ...ranked(-2, "beta b"),
  ...ranked(-1, "rc pre preview"),
  ...ranked(1, "new newer newest updated update current fixed fix improved retrained last latest"),
  ...ranked(2, "final best done release released ok good"),
  ...ranked(3, "really real definitive ultimate actual"),
};

function ranked(rank: number, words: string): Readonly<Record<string, number>> {
  return Object.fromEntries(words.split(" ").map((word) => [word, rank]));
}

/** Words of one letter that mean something only right after a number, as in `1.2.0b3`. */
const onlyAfterNumber = new Set(["a", "b"]);

/**
 * Returns the rank of a word if it is one of these.
 *
 * @param afterNumber true if the word directly follows a number
 */
export function wordRank(word: string, afterNumber = false): number | undefined {
  const lower = word.toLowerCase();
  if (onlyAfterNumber.has(lower) && !afterNumber) return undefined;
  return Object.hasOwn(ranks, lower) ? ranks[lower] : undefined;
}

/** Words that announce a number and say nothing else: `epoch=10`, `run_3`, `checkpoint-500`. */
const counters = new Set(
  (
    "v version ver rev revision release epoch epochs step steps iter iteration run trial attempt " +
    "round build exp experiment checkpoint ckpt snapshot try train"
  ).split(" "),
);

export function isCounter(word: string): boolean {
  return counters.has(word.toLowerCase());
}

/** Families of models whose number says which network it is, not which version a person keeps. */
const architectures =
  /^(resnet|resnext|wideresnet|vgg|densenet|efficientnet|efficientnetv|mobilenet|mobilenetv|inception|inceptionv|xception|googlenet|squeezenet|shufflenet|mnasnet|regnet|convnext|convnextv|alexnet|yolo|yolov|ssd|gpt|llama|codellama|mistral|mixtral|phi|qwen|gemma|falcon|mpt|bert|roberta|deberta|debertav|albert|electra|mt|byt|t|ul|opt|bloom|vit|deit|swin|swinv|wav|word|doc|sam|stylegan|sd|sdxl|dino|dinov|clip|blip|whisper|unet|lenet|tinybert|minilm)$/i;

export function isArchitecture(word: string): boolean {
  return architectures.test(word);
}

/**
 * Returns true if a word names an architecture that is also written apart from its number: `gpt-2`,
 * `resnet-50`.
 */
export function isNumberedArchitecture(word: string): boolean {
  return /^(gpt|llama|resnet|vgg|densenet|phi|qwen|gemma)$/i.test(word);
}

/** Returns true for words that don't tell which model a folder is about: `model2/`. */
export function isPlainWord(word: string): boolean {
  return /^(models?|weights?|nets?|networks?)$/i.test(word);
}

/** Words whose number is a setting, a part or a size: `fold3`, `fp16`, `seed42`. */
const settings =
  /^(fold|seed|cv|split|shard|part|fp|bf|int|uint|float|q|iq|w|cuda|cu|py|cpu|gpu|top|layer|layers|dim|depth|hidden|units|lr|bs|batch|class|classes|head|heads|size|len|length|region|site|store|customer|sensor|group|cluster|task|stage|level|h|d|k|n|x|p|b|c)$/i;

export function isSetting(word: string): boolean {
  return settings.test(word);
}

/**
 * Returns true for names of measured values, as Lightning and Keras write them into the names of
 * checkpoints.
 */
export function isMeasure(word: string): boolean {
  return /^(loss|acc|accuracy|auc|f1|err|error|score|rmse|mae|mse|bleu|wer|cer|iou|map)$/i.test(
    word,
  );
}
