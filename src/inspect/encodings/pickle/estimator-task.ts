/**
 * Tasks of estimators whose names don't show it; source: scikit-learn's `is_classifier`,
 * `is_regressor`, `is_clusterer` and `is_outlier_detector` of each.
 */
const tasks: ReadonlyMap<string, string> = new Map(
  Object.entries({
    classification: `SVC NuSVC LinearSVC LogisticRegression LogisticRegressionCV Perceptron
      GaussianNB BernoulliNB MultinomialNB ComplementNB CategoricalNB LinearDiscriminantAnalysis
      QuadraticDiscriminantAnalysis NearestCentroid LabelPropagation LabelSpreading ClassifierChain
      CalibratedClassifierCV RidgeClassifierCV FixedThresholdClassifier TunedThresholdClassifierCV`,
    regression: `SVR NuSVR LinearSVR LinearRegression Ridge RidgeCV Lasso LassoCV LassoLars LassoLarsCV
      LassoLarsIC ElasticNet ElasticNetCV MultiTaskLasso MultiTaskLassoCV MultiTaskElasticNet
      MultiTaskElasticNetCV BayesianRidge ARDRegression Lars LarsCV OrthogonalMatchingPursuit
      OrthogonalMatchingPursuitCV KernelRidge IsotonicRegression PLSRegression PLSCanonical CCA
      RegressorChain`,
    clustering: `KMeans MiniBatchKMeans BisectingKMeans DBSCAN HDBSCAN OPTICS AgglomerativeClustering
      FeatureAgglomeration SpectralClustering MeanShift AffinityPropagation Birch GaussianMixture
      BayesianGaussianMixture`,
    "outlier-detection": `IsolationForest OneClassSVM SGDOneClassSVM LocalOutlierFactor
      EllipticEnvelope`,
  }).flatMap(([task, names]) => names.split(/\s+/).map((name) => [name, task] as const)),
);

/** Returns the task of an estimator, if its class shows it. */
export function taskOf(module: string, name: string): { readonly task?: string } {
  if (name.endsWith("Classifier")) return { task: "classification" };
  if (name.endsWith("Regressor")) return { task: "regression" };
  if (name.endsWith("Ranker")) return { task: "ranking" };
  const task = module.split(".", 1)[0] === "sklearn" ? tasks.get(name) : undefined;
  return task === undefined ? {} : { task };
}
