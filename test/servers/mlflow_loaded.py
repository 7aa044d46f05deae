"""Prints what the MLflow server of the environment has of a version that was published to it."""

import json
import warnings

import mlflow
from mlflow import MlflowClient

warnings.filterwarnings("ignore")
client = MlflowClient()
version = client.get_model_version_by_alias("again", "champion")
run = client.get_run(version.run_id)
model = mlflow.sklearn.load_model("models:/again@champion")
print(
    json.dumps(
        {
            "versions": len(client.search_model_versions("name = 'again'")),
            "stage": version.current_stage,
            "params": run.data.params,
            "status": run.info.status,
            "history": [point.value for point in client.get_metric_history(run.info.run_id, "loss")],
            "model": type(model).__name__,
        }
    )
)
