/**
 * Names of metrics of which less or more is better: those of scikit-learn (metrics and scorers),
 * XGBoost, LightGBM, CatBoost, Keras, torchmetrics and Hugging Face evaluate and Trainer, in words:
 * `BalancedErrorRate` and `balanced_error_rate` are `balanced error rate`.
 */

/** Wherever these words stand in a name, lower is better. */
export const lowerWords: ReadonlySet<string> = new Set(
  `loss losses logloss mlogloss nloglik nll error errors err merror rmse mse mae mape smape rmsle msle
  mdape wape wmape mase rae rse rrse nrmse nmae mphe crps brier perplexity ppl wer cer mer ter wil bpb bpc fid kid
  lpips fpr fnr eer ece mce ace hamming latency time duration runtime seconds ms bytes memory gap deviance
  bic aic regret crossentropy xentropy kld kldiv divergence pinball hinge logcosh mean2error ergas sam rase
  hausdorff distance inertia wasserstein mmd`.split(/\s+/),
);

/** Wherever these words stand side by side, lower is better. */
export const lowerPhrases: readonly string[] = [
  ...["cross entropy", "log loss", "false positive rate", "false negative rate", "miss rate"],
  ...[
    "kullback leibler",
    "kl divergence",
    "davies bouldin",
    "error rate",
    "negative log likelihood",
  ],
  ...["neg log likelihood", "squared log", "log cosh", "pair logit", "bits per byte"],
  ...["negative likelihood ratio", "word error", "num errors"],
];

/** Names of metrics of which lower is better, if the name has no other words. */
export const lowerNames: ReadonlySet<string> = new Set([
  ...[
    "l1",
    "l2",
    "huber",
    "fair",
    "quantile",
    "multi quantile",
    "poisson",
    "gamma",
    "tweedie",
    "cox",
  ],
  ...["multi class", "multiclass", "multi class one vs all", "lq", "expectile", "log lin quantile"],
  "pairlogit",
]);

/** Wherever these words stand in a name, more is better. */
export const higherWords: ReadonlySet<string> = new Set(
  `accuracy acc auc auroc rocauc auprc aucpr prauc precision recall f1 fbeta f2 f1score jaccard iou miou giou diou ciou
  dice kappa wkappa mcc matthews r2 q2 ndcg dcg map mrr hits bleu sacrebleu rouge rouge1 rouge2 rougel rougelsum
  meteor chrf bertscore bleurt comet psnr ssim silhouette ari nmi ami homogeneity completeness
  specificity sensitivity tpr tnr ppv npv gini concordance pearson pearsonr spearman spearmanr kendall kendalltau
  pcc ccc elbo sharpe reward throughput lift correlation corrcoef informedness markedness
  ams pfound cider spice vmaf pesq stoi snr sdr wip ap ar top1 top5 loglik`.split(/\s+/),
);

/** Wherever these words stand side by side, more is better. */
export const higherPhrases: readonly string[] = [
  ...[
    "average precision",
    "m ap",
    "explained variance",
    "f score",
    "f measure",
    "f beta",
    "exact match",
  ],
  ...["v measure", "g mean", "c index", "rand score", "adjusted rand", "rand index", "mutual info"],
  ...["fowlkes mallows", "calinski harabasz", "d2", "true positive rate", "true negative rate"],
  ...[
    "inception score",
    "clip score",
    "success rate",
    "win rate",
    "pass rate",
    "hit rate",
    "hit ratio",
  ],
  ...[
    "log likelihood",
    "positive likelihood ratio",
    "pass at",
    "ms ssim",
    "per second",
    "cosine similarity",
  ],
  ...["pr auc", "roc auc", "top k", "average gain", "expected reciprocal rank"],
];

/** Names of metrics of which more is better, if the name has no other words. */
export const higherNames: ReadonlySet<string> = new Set([
  "f",
  "pre",
  "em",
  "ks",
  "r 2",
  "r squared",
]);
