"""Loads model files by their frameworks."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Mapping

from ._command import RegistryError


def load_file(
    path: Path, description: Mapping[str, Any], reference: str, options: Mapping[str, Any]
) -> Any:
    """Returns the model of a file or folder whose bytes are verified.

    Args:
        path: The file or folder.
        description: What the registry's inspection says of it: ``format``, ``framework``.
        reference: The version, for messages.
        options: Handed on to the framework's function.

    Raises:
        RegistryError: No function is known for the format.
    """
    format_id = str(description.get("format") or "unknown")
    framework = str(description.get("framework") or "")
    load = _LOADERS.get(format_id)
    if format_id == "h5" and framework != "keras":
        load = None
    if load is None:
        raise RegistryError(
            f"There is no loader for {reference}, whose format is {format_id}.",
            code="no-loader",
            remedy=f"Load it with its framework from the path that resolve({reference!r}) returns.",
        )
    return load(str(path), dict(options))


def _joblib(path: str, options: dict[str, Any]) -> Any:
    import joblib

    return joblib.load(path, **options)


def _pickle(path: str, options: dict[str, Any]) -> Any:
    import pickle

    with open(path, "rb") as file:
        return pickle.load(file, **options)


def _skops(path: str, options: dict[str, Any]) -> Any:
    import skops.io

    # The inspection knows the types of the file and has not called them dangerous.
    trusted = options.pop("trusted", None)
    if trusted is None:
        trusted = skops.io.get_untrusted_types(file=path)
    return skops.io.load(path, trusted=trusted, **options)


def _torch(path: str, options: dict[str, Any]) -> Any:
    import torch

    return torch.load(path, **{"weights_only": True, "map_location": "cpu", **options})


def _torchscript(path: str, options: dict[str, Any]) -> Any:
    import torch

    return torch.jit.load(path, **{"map_location": "cpu", **options})


def _torch_exported(path: str, options: dict[str, Any]) -> Any:
    import torch

    return torch.export.load(path, **options)


def _safetensors(path: str, options: dict[str, Any]) -> Any:
    """Returns tensors by name: of PyTorch where it is installed, else of NumPy."""
    try:
        from safetensors import torch as tensors
    except ImportError:
        from safetensors import numpy

        return numpy.load_file(path, **options)
    return tensors.load_file(path, **options)


def _onnx(path: str, options: dict[str, Any]) -> Any:
    import onnxruntime

    return onnxruntime.InferenceSession(
        path, **{"providers": onnxruntime.get_available_providers(), **options}
    )


def _keras(path: str, options: dict[str, Any]) -> Any:
    import keras

    return keras.models.load_model(path, **{"safe_mode": True, **options})


def _savedmodel(path: str, options: dict[str, Any]) -> Any:
    import tensorflow

    return tensorflow.saved_model.load(path, **options)


def _xgboost(path: str, options: dict[str, Any]) -> Any:
    import xgboost

    return xgboost.Booster(model_file=path, **options)


def _lightgbm(path: str, options: dict[str, Any]) -> Any:
    import lightgbm

    return lightgbm.Booster(model_file=path, **options)


def _catboost(kind: str) -> Callable[[str, dict[str, Any]], Any]:
    def load(path: str, options: dict[str, Any]) -> Any:
        import catboost

        return catboost.CatBoost().load_model(path, format=kind, **options)

    return load


def _transformers(path: str, options: dict[str, Any]) -> Any:
    import transformers

    config = transformers.AutoConfig.from_pretrained(path, trust_remote_code=False)
    (architecture, *_) = config.architectures or ["AutoModel"]
    model = getattr(transformers, architecture, transformers.AutoModel)
    return model.from_pretrained(path, **{"use_safetensors": True, **options})


def _mlflow(path: str, options: dict[str, Any]) -> Any:
    import mlflow.pyfunc

    return mlflow.pyfunc.load_model(path, **options)


def _spacy(path: str, options: dict[str, Any]) -> Any:
    import spacy

    return spacy.load(path, **options)


def _numpy(path: str, options: dict[str, Any]) -> Any:
    import numpy

    return numpy.load(path, **{"allow_pickle": False, **options})


_LOADERS: Mapping[str, Callable[[str, dict[str, Any]], Any]] = {
    "joblib": _joblib,
    "pickle": _pickle,
    "skops": _skops,
    "pytorch": _torch,
    "torchscript": _torchscript,
    "pt2": _torch_exported,
    "safetensors": _safetensors,
    "onnx": _onnx,
    "keras": _keras,
    "h5": _keras,
    "tensorflow-savedmodel": _savedmodel,
    "xgboost-ubj": _xgboost,
    "xgboost-json": _xgboost,
    "xgboost-binary": _xgboost,
    "lightgbm": _lightgbm,
    "catboost": _catboost("cbm"),
    "catboost-json": _catboost("json"),
    "huggingface": _transformers,
    "mlflow": _mlflow,
    "spacy": _spacy,
    "npy": _numpy,
    "npz": _numpy,
}
