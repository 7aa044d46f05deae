"""Logs two runs with a model each to the MLflow server of the environment."""

import warnings

import mlflow
from mlflow import MlflowClient
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
X, y = load_iris(return_X_y=True)
mlflow.set_experiment("iris")
for strength in (0.1, 1.0):
    with mlflow.start_run(run_name=f"C={strength}"):
        mlflow.log_param("C", strength)
        for step in range(4):
            mlflow.log_metric("loss", 1 / (step + 1), step=step)
        mlflow.log_text("what was tried", "notes/readme.txt")
        model = LogisticRegression(C=strength, max_iter=500).fit(X, y)
        mlflow.sklearn.log_model(model, name="model", registered_model_name="fraud")
client = MlflowClient()
client.set_registered_model_alias("fraud", "champion", "2")
client.set_model_version_tag("fraud", "1", "team", "risk")
client.transition_model_version_stage("fraud", "2", "Staging")
