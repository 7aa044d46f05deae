"""The flow of a person who uses MLflow, with its own client, against the server of the environment.

Ends with code 0 if all of it went as it should; prints what the test looks at afterwards.
"""

import json
import os
import tempfile
import warnings

import mlflow
import numpy as np
import xgboost
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
from mlflow.models import infer_signature
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
client = MlflowClient()
X, y = load_iris(return_X_y=True, as_frame=True)


def refused(call, code):
    """Calls and returns the message of the refusal, which must have this code."""
    try:
        call()
    except MlflowException as error:
        assert error.error_code == code, error
        return str(error)
    raise AssertionError(f"was not refused with {code}")


def scikit_learn():
    """Autolog, a model with signature and example, registration, promotion by metric, loading."""
    mlflow.set_experiment("iris")
    mlflow.sklearn.autolog(log_models=False)
    models = []
    for strength in (0.01, 1.0):
        with mlflow.start_run(run_name=f"C={strength}") as run:
            model = LogisticRegression(C=strength, max_iter=500).fit(X, y)
            for step in range(5):
                mlflow.log_metric("loss", 1 / (step + 1), step=step)
            mlflow.log_text("what was tried", "notes/readme.txt")
            mlflow.sklearn.log_model(
                model,
                name="model",
                signature=infer_signature(X, model.predict(X)),
                input_example=X[:2],
                registered_model_name="fraud",
            )
            models.append((run.info.run_id, model))
    mlflow.sklearn.autolog(disable=True)

    runs = client.search_runs(
        [mlflow.get_experiment_by_name("iris").experiment_id],
        "metrics.training_score > 0.1 AND params.C = '1.0'",
        order_by=["metrics.training_score DESC"],
    )
    assert [run.info.run_id for run in runs] == [models[1][0]]
    assert runs[0].info.status == "FINISHED"
    assert len(client.get_metric_history(models[1][0], "loss")) == 5
    notes = client.download_artifacts(models[1][0], "notes/readme.txt", tempfile.mkdtemp())
    with open(notes) as file:
        assert file.read() == "what was tried"

    best, other = ("2", "1")
    assert [v.version for v in client.search_model_versions("name = 'fraud'")] == [best, other]
    [found] = client.search_model_versions(f"run_id = '{models[1][0]}'")
    assert found.version == best and found.status == "READY"
    client.set_model_version_tag("fraud", best, "validated", "yes")
    client.update_model_version("fraud", best, "the better one")
    client.set_registered_model_alias("fraud", "champion", best)
    refused(
        lambda: client.transition_model_version_stage("fraud", best, "Production"),
        "RESOURCE_CONFLICT",
    )
    for version, stage in [(best, "Staging"), (best, "Production"), (other, "Staging")]:
        client.transition_model_version_stage("fraud", version, stage)
    client.transition_model_version_stage("fraud", other, "Production")
    assert client.get_model_version("fraud", best).current_stage == "Archived"
    refused(lambda: client.delete_model_version("fraud", other), "RESOURCE_CONFLICT")

    expected = {
        "models:/fraud/Production": models[0][1],
        "models:/fraud@champion": models[1][1],
        f"models:/fraud/{best}": models[1][1],
    }
    for uri, model in expected.items():
        assert (mlflow.sklearn.load_model(uri).predict(X) == model.predict(X)).all(), uri
        assert (mlflow.pyfunc.load_model(uri).predict(X) == model.predict(X)).all(), uri


def python_function():
    """A model from code; one that carries its code is refused."""
    mlflow.set_experiment("doubling")
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "doubler.py")
    with open(path, "w") as file:
        file.write(
            "import mlflow\n\n\n"
            "class Doubler(mlflow.pyfunc.PythonModel):\n"
            "    def predict(self, context, model_input, params=None):\n"
            "        return model_input * 2\n\n\n"
            "mlflow.models.set_model(Doubler())\n"
        )
    mlflow.pyfunc.log_model(name="model", python_model=path, registered_model_name="doubler")
    values = np.array([[1.0], [2.0]])
    loaded = mlflow.pyfunc.load_model("models:/doubler/1")
    assert (loaded.predict(values) == values * 2).all()

    class Carried(mlflow.pyfunc.PythonModel):
        def predict(self, context, model_input, params=None):
            return model_input * 3

    with mlflow.start_run():
        info = mlflow.pyfunc.log_model(name="carried", python_model=Carried())
    message = refused(lambda: mlflow.register_model(info.model_uri, "doubler"), "BAD_REQUEST")
    assert "model_registry.accept_danger" in message, message
    accepted = mlflow.register_model(
        info.model_uri, "doubler", tags={"model_registry.accept_danger": "true"}
    )
    assert accepted.version == "2"


def boosting():
    """XGBoost with its autolog."""
    mlflow.set_experiment("boosting")
    mlflow.xgboost.autolog(registered_model_name="boosted")
    data = xgboost.DMatrix(X, label=y > 0)
    with mlflow.start_run():
        booster = xgboost.train(
            {"objective": "binary:logistic", "max_depth": 2},
            data,
            num_boost_round=4,
            evals=[(data, "train")],
            verbose_eval=False,
        )
    loaded = mlflow.xgboost.load_model("models:/boosted/1")
    assert np.allclose(loaded.predict(data), booster.predict(data))


def prompts():
    """The registry of prompts, as far as it is models with tags."""
    mlflow.genai.register_prompt(name="greeting", template="Hello {{name}}")
    mlflow.genai.set_prompt_alias("greeting", alias="live", version=1)
    assert mlflow.genai.load_prompt("prompts:/greeting@live").template == "Hello {{name}}"
    assert "greeting" not in [model.name for model in client.search_registered_models()]


scikit_learn()
python_function()
boosting()
prompts()
print(json.dumps({"mlflow": mlflow.__version__}))
