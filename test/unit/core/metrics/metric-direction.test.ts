import { afterEach, describe, expect, it } from "vitest";
import { findBothSplits } from "../../../../src/core/metrics/find-metric.ts";
import {
  isBetter,
  metricDirection,
  useMetricDirections,
} from "../../../../src/core/metrics/metric-direction.ts";
import { check, passes } from "../../support/gates.ts";

const names = {
  higher: `accuracy balanced_accuracy top_k_accuracy average_precision f1_macro precision_weighted recall jaccard
    roc_auc_ovr r2 explained_variance neg_log_loss neg_brier_score neg_mean_squared_error
    neg_root_mean_squared_error adjusted_rand_score v_measure_score fowlkes_mallows_score mutual_info_score
    matthews_corrcoef cohen_kappa auc aucpr ndcg@5 map@10 map50 mAP pre@3 BalancedAccuracy TotalF1 MCC NormalizedGini
    PFound QueryAUC LogLikelihoodOfPrediction valF1Score val_binary_accuracy test/iou eval_rougeL eval_bleu
    best_val_acc recall@k hits@10 psnr ms_ssim eval_samples_per_second MeanAveragePrecision test.class_3.f1
    log_likelihood pass@1 exact_match`,
  lower: `loss eval_loss valLoss test/loss best_val_loss mlogloss multi_logloss binary_error merror rmse rmsle mphe mape
    test-mlogloss-mean poisson-nloglik gamma-deviance l1 l2 huber quantile tweedie kullback_leibler xentropy
    MultiClass CrossEntropy BalancedErrorRate BrierScore HammingLoss NumErrors PairLogit MedianAbsoluteError
    mean_squared_error max_error hamming_loss zero_one_loss davies_bouldin_score coverage_error
    sparse_categorical_crossentropy kl_divergence binary_crossentropy squared_hinge logcosh wer cer perplexity
    eval_runtime latency_p99 fid CalibrationError negative_log_likelihood error@0.5 model_size trainLogLoss`,
  neutral: `n_samples epoch support test_size best_iteration accuracy_std num_epochs`,
  unknown: `churn_index uplift_zeta grad_norm learning_rate lossless my_score total_flos`,
};

describe("the direction of a metric by its name", () => {
  for (const [direction, list] of Object.entries(names)) {
    for (const name of list.trim().split(/\s+/)) {
      it(`${name}: ${direction}`, () => {
        expect(metricDirection(name)).toBe(direction);
      });
    }
  }

  it("that isn't known makes no change better", () => {
    expect(isBetter(1, "unknown")).toBeUndefined();
    expect(isBetter(-1, "neutral")).toBeUndefined();
    expect(isBetter(-1, "lower")).toBe(true);
  });
});

describe("a gate on a metric of unknown direction asks for it", () => {
  const metrics = { "train.zeta": 0.9, "test.zeta": 0.8 };

  it("maxGap fails and says what to add; with `better` it is evaluated", () => {
    const [failed] = check({ maxGap: [{ metric: "zeta", max: 0.5 }] }, metrics);
    expect(failed).toMatchObject({
      passed: false,
      wayOut: expect.stringContaining("better: higher") as string,
    });
    expect(passes({ maxGap: [{ metric: "zeta", max: 0.5, better: "higher" }] }, metrics)).toBe(
      true,
    );
  });
});

it.each([
  [{ train_accuracy: 0.99, accuracy: 0.9 }, "train_accuracy", "accuracy"],
  [{ accuracy: 0.99, val_accuracy: 0.9 }, "accuracy", "val_accuracy"],
  [{ accuracy: 0.99, test_accuracy: 0.9 }, "accuracy", "test_accuracy"],
  [{ train_accuracy: 1, test_accuracy: 0.9, accuracy: 0.5 }, "train_accuracy", "test_accuracy"],
  [{ train_accuracy: 1, val_accuracy: 0.9 }, "train_accuracy", "val_accuracy"],
  [{ accuracy: 1 }, undefined, undefined],
])("of %j, the training value is %s and the held-out one %s", (metrics, train, test) => {
  const found = findBothSplits(metrics, "accuracy");
  expect([found.train?.key, found.test?.key]).toEqual([train, test]);
});

describe("directions that a person has set", () => {
  afterEach(() => {
    useMetricDirections({});
  });

  it("stand before the name, by the whole name or its end", () => {
    useMetricDirections({ uplift: "higher", "test.churn": "lower", auc: "neutral" });
    expect(metricDirection("uplift")).toBe("higher");
    expect(metricDirection("test.uplift")).toBe("higher");
    expect(metricDirection("slice/uplift")).toBe("higher");
    expect(metricDirection("test.churn")).toBe("lower");
    expect(metricDirection("val.churn")).toBe("unknown");
    expect(metricDirection("test.auc")).toBe("neutral");
    expect(metricDirection("constructor")).toBe("unknown");
  });
});
