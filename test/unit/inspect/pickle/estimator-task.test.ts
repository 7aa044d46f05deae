import { expect, test } from "vitest";
import { taskOf } from "../../../../src/inspect/encodings/pickle/estimator-task.ts";

test.each([
  ["sklearn.linear_model._base", "LinearRegression Ridge Lasso", "regression"],
  ["sklearn.svm._classes", "SVR NuSVR LinearSVR", "regression"],
  ["sklearn.svm._classes", "SVC NuSVC LinearSVC", "classification"],
  ["sklearn.linear_model._logistic", "LogisticRegression", "classification"],
  ["sklearn.cluster._kmeans", "KMeans MiniBatchKMeans", "clustering"],
  ["sklearn.compose._target", "TransformedTargetRegressor", "regression"],
  ["sklearn.multioutput", "MultiOutputRegressor", "regression"],
  ["sklearn.multioutput", "MultiOutputClassifier ClassifierChain", "classification"],
  ["xgboost.sklearn", "XGBClassifier XGBRFClassifier", "classification"],
  ["xgboost.sklearn", "XGBRegressor XGBRFRegressor", "regression"],
  ["xgboost.sklearn", "XGBRanker", "ranking"],
  ["lightgbm.sklearn", "LGBMRanker", "ranking"],
  ["lightgbm.sklearn", "LGBMClassifier", "classification"],
  ["catboost.core", "CatBoostRegressor", "regression"],
  ["catboost.core", "CatBoostRanker", "ranking"],
  ["sklearn.preprocessing._data", "StandardScaler", undefined],
  ["elsewhere", "SVC", undefined],
])("of %s, %s: %s", (module, names, task) => {
  for (const name of names.split(" ")) expect(taskOf(module, name).task).toBe(task);
});
