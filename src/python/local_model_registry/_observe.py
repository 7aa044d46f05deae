"""Observations of versions in use, over one long-lived command of the registry."""

from __future__ import annotations

import atexit
import json
import os
import sys
import threading
import time
from collections.abc import Mapping
from typing import IO, Any, Optional

from ._command import RegistryError, error_of, start_command
from ._values import StrPath, flat, number


class Observer:
    """Records what versions did in use; use it as a context manager, or call :meth:`close`.

    It can be used by several threads at once.
    """

    def __init__(self, reference: Optional[str] = None, folder: Optional[StrPath] = None) -> None:
        """Starts the command that records.

        Args:
            reference: Version for observations that name none: ``fraud@Production``.
            folder: Workspace folder; by default the one found upward from the current folder.
        """
        self._lock = threading.Lock()
        self._answered = threading.Condition(threading.Lock())
        self._last_id = 0
        self._done: set[int] = set()
        self._failure: Optional[RegistryError] = None
        self._is_over = False
        arguments = ["observe", "--attach"]
        if reference is not None:
            arguments += ["--", reference]
        self._process = start_command(arguments, folder=folder)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        # A reference that leads nowhere is refused at once.
        self._ask()

    def observe(
        self,
        *,
        metrics: Optional[Mapping[str, Any]] = None,
        outcome: Optional[Any] = None,
        version: Optional[str] = None,
        request: Optional[str] = None,
        test: Optional[str] = None,
        source: Optional[str] = None,
        at: Optional[float] = None,
    ) -> None:
        """Records an observation. Returns at once.

        Args:
            metrics: Numbers by name; nested mappings become names with dots.
            outcome: Outcome of the request: a number, ``True`` or ``False``.
            version: Reference of the version that was used; by default that of the observer.
            request: Id of the request that was answered.
            test: A/B test in which it was answered; the version then follows from the request.
            source: Program that observed it.
            at: Seconds since the epoch; now by default.

        Raises:
            RegistryError: Something that was observed before was refused.
            TypeError: A value is no number.
            ValueError: There is neither a metric nor an outcome.
        """
        if not metrics and outcome is None:
            raise ValueError("An observation needs a metric or an outcome.")
        seconds = time.time() if at is None else at
        entry: dict[str, Any] = {"at": int(seconds * 1000)}
        if metrics:
            entry["metrics"] = {key: float(number(key, value)) for key, value in flat(metrics)}
        if outcome is not None:
            entry["outcome"] = float(number("outcome", outcome))
        for key, text in (
            ("version", version),
            ("request", request),
            ("test", test),
            ("source", source),
        ):
            if text is not None:
                entry[key] = text
        self._send(entry)

    def flush(self) -> None:
        """Waits until everything that was observed is recorded.

        Raises:
            RegistryError: Something was refused.
        """
        if not self._is_over:
            self._ask()
        self._raise_failure()

    def close(self) -> None:
        """Records what is left and ends the command; a second call has no effect.

        Raises:
            RegistryError: Something was refused.
        """
        if self._is_over:
            return
        try:
            self.flush()
        finally:
            self._is_over = True
            self._stream("stdin").close()
            self._process.wait()
            self._reader.join()
            self._stream("stdout").close()
            self._stream("stderr").close()

    def __enter__(self) -> Observer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _send(self, entry: Mapping[str, Any]) -> None:
        self._raise_failure()
        if self._is_over:
            raise ValueError("The observer is closed.")
        line = json.dumps(entry, allow_nan=False) + "\n"
        with self._lock:
            try:
                stream = self._stream("stdin")
                stream.write(line)
                stream.flush()
            except OSError:
                raise self._ended() from None

    def _ask(self) -> None:
        """Waits until everything that was sent is recorded."""
        with self._answered:
            self._last_id += 1
            wanted = self._last_id
        self._send({"id": wanted, "flush": True})
        with self._answered:
            while wanted not in self._done:
                if self._process.poll() is not None and self._is_over:
                    raise self._ended()
                self._answered.wait(0.1)
            self._done.discard(wanted)

    def _read(self) -> None:
        for line in self._stream("stdout"):
            try:
                answer = json.loads(line)
            except ValueError:
                continue
            if not isinstance(answer, dict):
                continue
            error = answer.get("error")
            with self._answered:
                if isinstance(error, dict) and self._failure is None:
                    self._failure = RegistryError(
                        str(error.get("message")),
                        code=str(error.get("code")),
                        remedy=str(error.get("wayOut", "")),
                    )
                if isinstance(answer.get("id"), int):
                    self._done.add(answer["id"])
                self._answered.notify_all()
        with self._answered:
            self._is_over = True
            self._answered.notify_all()

    def _raise_failure(self) -> None:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def _ended(self) -> RegistryError:
        errors = self._stream("stderr").read()
        return error_of(self._process.wait(), errors)

    def _stream(self, name: str) -> IO[str]:
        stream: Optional[IO[str]] = getattr(self._process, name)
        assert stream is not None
        return stream


_observers: dict[tuple[str, int], Observer] = {}
_observers_lock = threading.Lock()


def observe(
    reference: Optional[str] = None,
    *,
    metrics: Optional[Mapping[str, Any]] = None,
    outcome: Optional[Any] = None,
    request: Optional[str] = None,
    test: Optional[str] = None,
    source: Optional[str] = None,
    at: Optional[float] = None,
    folder: Optional[StrPath] = None,
) -> None:
    """Records what a version did in use. Returns at once; a process in the background records it.

    What is observed until the program ends is recorded. A refusal is raised by a later call.

    Args:
        reference: Version that was used: ``fraud@Production``; it may be left out with ``test``.
        metrics: Numbers by name; nested mappings become names with dots.
        outcome: Outcome of the request: a number, ``True`` or ``False``.
        request: Id of the request that was answered.
        test: A/B test in which it was answered; the version then follows from the request.
        source: Program that observed it.
        at: Seconds since the epoch; now by default.
        folder: Workspace folder; by default the one found upward from the current folder.

    Raises:
        RegistryError: Something that was observed before was refused.
        TypeError: A value is no number.
        ValueError: There is neither a metric nor an outcome.
    """
    _observer(folder).observe(
        metrics=metrics,
        outcome=outcome,
        version=reference,
        request=request,
        test=test,
        source=source,
        at=at,
    )


def _observer(folder: Optional[StrPath]) -> Observer:
    # A forked process has pipes of its parent that it must not write to.
    key = (os.path.abspath(os.fspath(folder or os.curdir)), os.getpid())
    with _observers_lock:
        known = _observers.get(key)
        if known is None or known._is_over:
            known = _observers[key] = Observer(folder=folder)
            atexit.register(_close, known)
        return known


def _close(observer: Observer) -> None:
    try:
        observer.close()
    except RegistryError as refused:
        print(f"model-registry: {refused}", file=sys.stderr)
