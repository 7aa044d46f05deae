"""Saves model objects by their frameworks' own writers."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any, Callable


def write_model(model: Any, folder: Path, name: str) -> Path:
    """Saves a model object and returns the file or folder.

    The framework is found by the classes that the object is of, so that no framework is imported
    that the caller has not imported itself.

    Raises:
        TypeError: The object is of no known framework.
    """
    # The registry says what a model may be called; here it is a file's name.
    stem = name if re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", name) else "model"
    for module, class_name, write in _WRITERS:
        if _is_instance(model, module, class_name):
            return write(model, folder, stem)
    kind = type(model)
    raise TypeError(
        f"There is no writer for objects of {kind.__module__}.{kind.__qualname__}. "
        "Save the model with its framework and register the file: register(path, name=…)."
    )


def _is_instance(model: Any, module: str, class_name: str) -> bool:
    loaded = sys.modules.get(module)
    known = getattr(loaded, class_name, None)
    return isinstance(known, type) and isinstance(model, known)


def _write_xgboost(model: Any, folder: Path, name: str) -> Path:
    return _saved(folder / f"{name}.ubj", lambda path: model.save_model(path))


def _write_lightgbm(model: Any, folder: Path, name: str) -> Path:
    booster = getattr(model, "booster_", model)
    return _saved(folder / f"{name}.txt", lambda path: booster.save_model(path))


def _write_catboost(model: Any, folder: Path, name: str) -> Path:
    return _saved(folder / f"{name}.cbm", lambda path: model.save_model(path))


def _write_onnx(model: Any, folder: Path, name: str) -> Path:
    import onnx

    return _saved(folder / f"{name}.onnx", lambda path: onnx.save(model, path))


def _write_keras(model: Any, folder: Path, name: str) -> Path:
    return _saved(folder / f"{name}.keras", lambda path: model.save(path))


def _write_pretrained(model: Any, folder: Path, name: str) -> Path:
    return _saved(folder / name, lambda path: model.save_pretrained(path))


def _write_spacy(model: Any, folder: Path, name: str) -> Path:
    return _saved(folder / name, lambda path: model.to_disk(path))


def _write_torch(model: Any, folder: Path, name: str) -> Path:
    """Saves the weights alone: code of the module belongs to the recipe's commit."""
    try:
        from safetensors.torch import save_model
    except ImportError:
        import torch

        return _saved(folder / f"{name}.pt", lambda path: torch.save(model.state_dict(), path))
    # Unlike save_file, it knows of weights that layers share.
    return _saved(folder / f"{name}.safetensors", lambda path: save_model(model, path))


def _write_sklearn(model: Any, folder: Path, name: str) -> Path:
    try:
        import skops.io
    except ImportError:
        import joblib

        return _saved(folder / f"{name}.joblib", lambda path: joblib.dump(model, path))
    return _saved(folder / f"{name}.skops", lambda path: skops.io.dump(model, path))


def _saved(path: Path, save: Callable[[str], object]) -> Path:
    save(str(path))
    return path


_WRITERS: tuple[tuple[str, str, Callable[[Any, Path, str], Path]], ...] = (
    # Their wrappers are estimators of scikit-learn too: before it.
    ("xgboost", "XGBModel", _write_xgboost),
    ("xgboost", "Booster", _write_xgboost),
    ("lightgbm", "LGBMModel", _write_lightgbm),
    ("lightgbm", "Booster", _write_lightgbm),
    ("catboost", "CatBoost", _write_catboost),
    ("onnx", "ModelProto", _write_onnx),
    ("keras", "Model", _write_keras),
    # A PyTorch module too: before it.
    ("transformers", "PreTrainedModel", _write_pretrained),
    ("sentence_transformers", "SentenceTransformer", _write_pretrained),
    ("spacy.language", "Language", _write_spacy),
    ("torch.nn", "Module", _write_torch),
    ("sklearn.base", "BaseEstimator", _write_sklearn),
)
