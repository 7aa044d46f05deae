"""Training runs: what a training program logs, over one long-lived command of the registry."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import IO, Any, Optional, Union

from ._command import RegistryError, error_of, start_command
from ._values import StrPath, flat, number, plain

_VARIABLE = "MODEL_REGISTRY_RUN"


class Run:
    """A training run that is going on; use it as a context manager.

    Attributes:
        id: Identifies the run.
        owned: Whether this object ends the run. A run that was started around this program, by
            ``model-registry run -- python train.py``, is ended there.
    """

    id: str
    owned: bool

    def __init__(self, arguments: list[str], folder: Optional[StrPath]) -> None:
        self._lock = threading.Lock()
        self._answered = threading.Condition(threading.Lock())
        self._answers: dict[int, Mapping[str, Any]] = {}
        self._failure: Optional[RegistryError] = None
        self._last_id = 0
        self._is_over = False
        self._outer = os.environ.get(_VARIABLE)
        # Ctrl+C is for this program, which says how the run ends.
        self._process = start_command(arguments, folder=folder)
        first = self._stream("stdout").readline()
        try:
            begun = json.loads(first)
            self.id, self.owned = str(begun["run"]), bool(begun["own"])
        except (ValueError, KeyError, TypeError):
            _, errors = self._process.communicate()
            raise error_of(self._process.returncode, errors) from None
        os.environ[_VARIABLE] = self.id
        threading.Thread(target=self._read, daemon=True).start()

    def log_metric(self, key: str, value: Any, step: int = 0) -> None:
        """Logs a value of a metric at a step. Returns at once.

        Raises:
            RegistryError: Something that was logged before was refused.
            TypeError: The value is no number.
        """
        self.log_metrics({key: value}, step)

    def log_metrics(self, metrics: Mapping[str, Any], step: int = 0) -> None:
        """Logs values of metrics at a step; nested mappings become names with dots."""
        values = {key: _logged(key, value) for key, value in flat(metrics)}
        self._send({"metrics": values, "step": int(step), "at": time.time_ns() // 1_000_000})

    def log_param(self, key: str, value: Any) -> None:
        """Logs a hyperparameter, which keeps its value.

        Raises:
            RegistryError: It has another value already.
        """
        self.log_params({key: value})

    def log_params(self, params: Mapping[str, Any]) -> None:
        """Logs hyperparameters; nested mappings become names with dots."""
        self._ask({"params": {key: _parameter(value) for key, value in flat(params)}})

    def set_tag(self, key: str, value: Optional[object]) -> None:
        """Sets a tag; ``None`` removes it."""
        self._ask({"tags": {key: None if value is None else str(value)}})

    def log_dataset(self, place: StrPath) -> None:
        """Logs data that the run reads: a path, hashed if it is a file, or a URI."""
        text = os.fspath(place)
        self._ask({"datasets": [text if "://" in text else os.path.abspath(text)]})

    def log_artifact(self, path: StrPath, under: str = "") -> None:
        """Keeps a file or folder with the run.

        Args:
            path: The file or folder, which is copied now.
            under: Folder among the artifacts of the run.
        """
        self._ask({"artifacts": [os.path.abspath(os.fspath(path))], "under": under})

    def finish(self, status: str = "finished") -> None:
        """Ends the run; a second call has no effect.

        Args:
            status: ``finished``, ``failed`` or ``killed``.

        Raises:
            RegistryError: Something that was logged was refused, or the run can't be ended.
        """
        if self._is_over:
            return
        try:
            # Waits for what was logged before as well.
            self._ask({"end": status} if self.owned else {})
        finally:
            self._is_over = True
            if self._outer is None:
                os.environ.pop(_VARIABLE, None)
            else:
                os.environ[_VARIABLE] = self._outer
            self._close()

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        try:
            self.finish(_status(error))
        except RegistryError as refused:
            # The error of the training itself is the one to see.
            if error is None:
                raise
            print(f"The run {self.id}: {refused}", file=sys.stderr)

    def _close(self) -> None:
        self._stream("stdin").close()
        self._process.wait()

    def _stream(self, name: str) -> IO[str]:
        stream: Optional[IO[str]] = getattr(self._process, name)
        assert stream is not None
        return stream

    def _send(self, entry: Mapping[str, Any]) -> None:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure
        if self._is_over:
            raise RegistryError(f"The run {self.id} has ended.", code="invalid-request")
        line = json.dumps(entry, allow_nan=False)
        try:
            with self._lock:
                stdin = self._stream("stdin")
                stdin.write(f"{line}\n")
                stdin.flush()
        except OSError:
            raise self._gone() from None

    def _ask(self, entry: Mapping[str, Any]) -> None:
        with self._lock:
            self._last_id += 1
            number_of_entry = self._last_id
        self._send({**entry, "id": number_of_entry})
        with self._answered:
            while number_of_entry not in self._answers:
                if self._process.poll() is not None and not self._reads:
                    raise self._gone()
                self._answered.wait(0.5)
            answer = self._answers.pop(number_of_entry)
        if "error" in answer:
            raise _refusal(answer["error"])
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    _reads = True

    def _read(self) -> None:
        for line in self._stream("stdout"):
            answer = json.loads(line)
            with self._answered:
                if "id" in answer:
                    self._answers[answer["id"]] = answer
                elif "error" in answer and self._failure is None:
                    self._failure = _refusal(answer["error"])
                self._answered.notify_all()
        with self._answered:
            self._reads = False
            self._answered.notify_all()

    def _gone(self) -> RegistryError:
        errors = self._stream("stderr").read()
        return error_of(self._process.wait(), errors)


def run(
    experiment: Optional[str] = None,
    *,
    name: Optional[str] = None,
    params: Optional[Mapping[str, Any]] = None,
    tags: Optional[Mapping[str, object]] = None,
    datasets: Iterable[StrPath] = (),
    context: bool = True,
    folder: Optional[StrPath] = None,
) -> Run:
    """Starts a training run, to be used as a context manager.

        with registry.run("churn", params={"depth": 6}) as run:
            for epoch in range(10):
                run.log_metrics({"loss": train()}, step=epoch)
            registry.register("model.onnx", name="churn")

    The run ends with the block: ``failed`` if it raises, ``killed`` by Ctrl+C. If the program is
    killed, the run shows as interrupted, with all that it had logged. Within ``model-registry run --
    python train.py`` it is the run that was started there. What is registered within the block takes
    metrics, parameters, histories and data from the run.

    Args:
        experiment: The experiment; made if it is not there.
        name: Name of the run.
        params: Hyperparameters to log at once.
        tags: Tags to set at once.
        datasets: Data that it reads: paths or URIs.
        context: Whether commit, packages and machine are recorded.
        folder: Workspace folder; by default the one found upward from the current folder.

    Raises:
        RegistryError: The registry refused; ``code`` says why.
    """
    arguments = ["run", "attach"]
    arguments += [] if experiment is None else [f"--experiment={experiment}"]
    arguments += [] if name is None else [f"--name={name}"]
    arguments += [] if context else ["--no-context"]
    started = Run(arguments, folder)
    try:
        if params:
            started.log_params(params)
        for key, value in (tags or {}).items():
            started.set_tag(key, value)
        for place in datasets:
            started.log_dataset(place)
    except BaseException:
        started.finish("failed")
        raise
    return started


def _status(error: Optional[BaseException]) -> str:
    if error is None or (isinstance(error, SystemExit) and error.code in (None, 0)):
        return "finished"
    return "killed" if isinstance(error, KeyboardInterrupt) else "failed"


def _logged(key: str, value: Any) -> Union[float, str]:
    logged = float(number(key, value))
    if math.isfinite(logged):
        return logged
    return "NaN" if math.isnan(logged) else "Infinity" if logged > 0 else "-Infinity"


def _parameter(value: Any) -> Union[str, int, float, bool, None]:
    """Returns a value that a parameter can have; lists and objects as text."""
    simple = plain(value) if hasattr(value, "tolist") else value
    if simple is None or isinstance(simple, (str, bool)):
        return simple
    if isinstance(simple, int):
        # What a double would round is kept as text.
        return simple if abs(simple) < 2**53 else str(simple)
    if isinstance(simple, float):
        return simple if math.isfinite(simple) else str(simple)
    if isinstance(simple, (list, tuple)):
        return json.dumps(simple, default=plain)
    return str(simple)


def _refusal(error: Mapping[str, Any]) -> RegistryError:
    return RegistryError(
        str(error.get("message")),
        code=str(error.get("code")),
        remedy=str(error.get("wayOut", "")),
    )
