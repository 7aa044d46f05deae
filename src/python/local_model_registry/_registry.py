"""The functions of the package, over the commands of the registry."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional, Union

from ._command import RegistryError, run_command
from ._loaders import load_file
from ._run import Run
from ._values import StrPath, flat, number, plain
from ._writers import write_model


@dataclass(frozen=True)
class ModelVersion:
    """A registered version of a model.

    Attributes:
        reference: ``fraud@5``, which every command understands.
        id: Identifies the version for ever, also after its model was renamed.
        model: Name of the model.
        number: Number of the version: 1, 2, 3 and so on for each model.
        stage: Stage that it is in.
        digest: SHA-256 over its artifacts, in hexadecimal digits.
        metrics: Its metrics by name. Non-finite values are ``float`` too.
        record: All that the command answered, as ``model-registry --json`` documents it.
    """

    reference: str
    id: str
    model: str
    number: int
    stage: str
    digest: str
    metrics: Mapping[str, float]
    record: Mapping[str, Any] = field(repr=False, compare=False)


def register(
    model: Any,
    *,
    name: Optional[str] = None,
    files: Iterable[StrPath] = (),
    metrics: Optional[Mapping[str, Any]] = None,
    params: Optional[Mapping[str, Any]] = None,
    datasets: Union[Mapping[str, str], Iterable[StrPath]] = (),
    tags: Optional[Mapping[str, object]] = None,
    parents: Iterable[str] = (),
    description: Optional[str] = None,
    label: Optional[str] = None,
    run: Union[Run, str, None] = None,
    run_id: Optional[str] = None,
    discover: bool = True,
    allow_identical: bool = False,
    accept_danger: bool = False,
    reference: bool = False,
    folder: Optional[StrPath] = None,
) -> ModelVersion:
    """Registers a model as a new version and returns it.

    Args:
        model: Path of a model file or folder, or a model object of a known framework, which is
            saved by that framework's own writer in the safest form it has (ONNX, safetensors,
            skops where installed, XGBoost's UBJSON and so on; joblib for scikit-learn without
            skops).
        name: Name of the model; by default taken from the file's name. An object needs one.
        files: Further files of the version: a scaler, a tokenizer.
        metrics: Numbers by name; nested mappings become names with dots.
        params: Hyperparameters: anything that JSON can hold.
        datasets: Data that it was trained or tested on: paths or URIs, or a mapping from names
            (``train``, ``customers@3``) to paths or URIs.
        tags: Texts by key.
        parents: References (``fraud@3``), URIs or Hugging Face ids that it was made from.
        description: What is new about this version.
        label: A label of its own; by default as the policy's strategy has it.
        run: The training run of this registry, or its id: metrics, parameters, histories and data
            are taken from it. By default the one that is going on.
        run_id: The training run of another tool, as that one names it.
        discover: Whether metrics, parameters, data and environment that are not given are looked
            for near the model.
        allow_identical: Register even if the same bytes are registered already.
        accept_danger: Register even if loading the file would do harm; recorded.
        reference: Copy nothing: record where the files are and their digests, which are verified
            at each use. Only of files, not of objects.
        folder: Workspace folder; by default the one found upward from the current folder.

    Raises:
        RegistryError: The registry refused; ``code`` says why.
        TypeError: The object is of no known framework, or is to be registered by reference.
    """
    with tempfile.TemporaryDirectory(prefix="model-registry-") as temporary:
        if isinstance(model, (str, os.PathLike)):
            path, source = os.fspath(model), None
        elif reference:
            raise TypeError("A model object has no file to refer to: save it and give its path.")
        elif name is None:
            raise TypeError("A model object has no file name: give the model's name with name=….")
        else:
            path, source = str(write_model(model, Path(temporary), name)), _object_source(model)
        arguments = ["register", *_option("--name", name)]
        arguments += _option("--source", source)
        arguments += _option("--description", description)
        arguments += _option("--label", label)
        arguments += _option("--run", run.id if isinstance(run, Run) else run or run_id)
        for key, value in flat(metrics or {}):
            arguments += [f"--metric={key}={number(key, value)}"]
        for key, tag in (tags or {}).items():
            arguments += [f"--tag={key}={tag}"]
        for dataset in _datasets(datasets):
            arguments += [f"--dataset={dataset}"]
        for parent in parents:
            arguments += [f"--parent={parent}"]
        if params is not None:
            arguments += ["--params", "-"]
        if not discover:
            arguments.append("--no-discover")
        if allow_identical:
            arguments.append("--allow-identical")
        if accept_danger:
            arguments.append("--accept-danger")
        if reference:
            arguments.append("--reference")
        # What follows is no option, whatever it begins with.
        arguments += ["--", path, *(os.fspath(file) for file in files)]
        given = None if params is None else json.dumps(params, default=plain)
        answer = run_command(arguments, folder=folder, standard_input=given)
    return _version(answer["version"])


def _object_source(model: Any) -> str:
    """Says what an object is and which script saved it, as its file is a temporary one."""
    kind = type(model)
    framework = kind.__module__.split(".", 1)[0]
    main = sys.modules.get("__main__")
    script = getattr(main, "__file__", None)
    place = "an interactive session" if script is None else os.path.basename(script)
    return f"{framework} object {kind.__qualname__} of {place}"


def resolve(
    reference: str, *, artifact: Optional[str] = None, folder: Optional[StrPath] = None
) -> Path:
    """Returns the path of a version's model, after verifying its bytes.

    The file has its own name and the version's other files around it; of a model that is a folder
    it is the folder. It is read-only: copy it to change it. A file that was registered with
    ``reference=True`` is returned where it is.

    Args:
        reference: ``fraud@5``, ``fraud@Production``, ``fraud@champion``, ``fraud@latest`` …
        artifact: One of its artifacts, by its path; by default the model.
        folder: Workspace folder; by default the one found upward from the current folder.

    Raises:
        RegistryError: There is no such version, or its bytes are missing or changed.
    """
    arguments = ["resolve", *_option("--artifact", artifact), "--", reference]
    return Path(run_command(arguments, folder=folder)["path"])


def version(reference: str, *, folder: Optional[StrPath] = None) -> ModelVersion:
    """Returns what is known of a version.

    Raises:
        RegistryError: There is no such version.
    """
    return _version(run_command(["show", "--", reference], folder=folder))


def promote(
    reference: str,
    stage: str,
    *,
    reason: Optional[str] = None,
    folder: Optional[StrPath] = None,
) -> ModelVersion:
    """Moves a version to another stage, through the gates of the policy, and returns it.

    Raises:
        RegistryError: The policy does not allow it, or a gate refuses it.
    """
    options = [f"--to={stage}", *_option("--reason", reason)]
    run_command(["promote", *options, "--", reference], folder=folder)
    return version(reference, folder=folder)


def load(reference: str, *, folder: Optional[StrPath] = None, **options: Any) -> Any:
    """Returns the model of a version, loaded by its framework after its bytes are verified.

    The framework must be installed. What the inspection calls dangerous is never loaded.

    Args:
        reference: ``fraud@Production`` and so on.
        folder: Workspace folder; by default the one found upward from the current folder.
        options: Handed on to the framework's own function.

    Raises:
        RegistryError: There is no such version, its bytes are missing or changed, or its file is
            dangerous (``dangerous-file``) or of a format without a loader (``no-loader``).
        ImportError: The framework is not installed.
    """
    found = version(reference, folder=folder)
    # From here on by the identity: the reference may mean another version in a moment.
    path = resolve(found.id, folder=folder)
    description = (found.record.get("inspection") or {}).get("description") or {}
    if description.get("verdict") == "dangerous":
        raise RegistryError(
            f"{found.reference} is dangerous to load: {_worst_finding(description)}",
            code="dangerous-file",
            remedy="See “model-registry show” for what was found. Don't load it.",
        )
    return load_file(path, description, found.reference, options)


def _version(record: Mapping[str, Any]) -> ModelVersion:
    metrics = record.get("metrics") or {}
    return ModelVersion(
        reference=record["reference"],
        id=record["id"],
        model=record["model"],
        number=record["number"],
        stage=record["stage"],
        digest=record["digest"],
        metrics={name: float(value) for name, value in metrics.items()},
        record=record,
    )


def _worst_finding(description: Mapping[str, Any]) -> str:
    findings = description.get("findings") or []
    for finding in findings:
        if finding.get("severity") == "danger":
            return str(finding.get("message"))
    return "the inspection says so."


def _option(flag: str, value: Optional[str]) -> list[str]:
    return [] if value is None else [f"{flag}={value}"]


def _datasets(datasets: Union[Mapping[str, str], Iterable[StrPath]]) -> list[str]:
    if isinstance(datasets, (str, os.PathLike)):
        return [os.fspath(datasets)]
    if isinstance(datasets, Mapping):
        return [f"{name}={os.fspath(place)}" for name, place in datasets.items()]
    return [os.fspath(place) for place in datasets]
