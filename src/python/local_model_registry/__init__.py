"""Register, resolve and load versions of models in the Model Registry of a workspace.

    import local_model_registry as registry

    version = registry.register(model, name="fraud", metrics={"test.auc": 0.95})
    model = registry.load("fraud@Production")

    with registry.run("churn", params={"depth": 6}) as run:
        run.log_metric("loss", 0.31, step=1)

    registry.observe("fraud@Production", metrics={"latency_ms": 12}, outcome=True)

The registry is the folder ``.model-registry`` of the workspace, found upward from the current
folder. What the Model Registry extension of VS Code shows is the same registry.
"""

from ._ab_test import AbTest, results, route
from ._command import RegistryError
from ._observe import Observer, observe
from ._registry import ModelVersion, load, promote, register, resolve, version
from ._run import Run, run

__all__ = [
    "AbTest",
    "ModelVersion",
    "Observer",
    "RegistryError",
    "Run",
    "load",
    "observe",
    "promote",
    "register",
    "resolve",
    "results",
    "route",
    "run",
    "version",
]
