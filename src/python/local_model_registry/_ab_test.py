"""A/B tests: which version answers a request."""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Mapping
from typing import Any, Optional

from ._command import run_command
from ._routing import bucket_of, variant_of
from ._values import StrPath

_REFRESH = 60.0


class AbTest:
    """An A/B test, for programs that answer requests. Routing needs no other program.

    The split and the end of the test are looked up again every minute.

    Attributes:
        id: Identifies the test.
        name: Name of the test.
    """

    id: str
    name: str

    def __init__(self, test: str, folder: Optional[StrPath] = None) -> None:
        """Looks a test up.

        Args:
            test: Name or id of the test.
            folder: Workspace folder; by default the one found upward from the current folder.

        Raises:
            RegistryError: There is no such test.
        """
        self._folder = folder
        self._lock = threading.Lock()
        self._read(test)

    def route(self, request: Optional[str] = None) -> str:
        """Returns the reference of the version that answers a request.

        The same id always gets the same version, as long as the split stays; without an id the
        answer is random. After the end of the test it is the winner, or the first version.

        Args:
            request: Id of the request.
        """
        if time.monotonic() - self._read_at > _REFRESH:
            self.refresh()
        versions, table, only = self._versions, self._table, self._only
        if only is not None:
            return versions[only]
        bucket = secrets.randbelow(10_000) if request is None else bucket_of(self.id, request)
        return versions[variant_of(table, bucket)]

    def results(self) -> Mapping[str, Any]:
        """Returns the state of the test and its figures.

        Returns:
            What ``model-registry ab show --json`` answers: ``summary`` says the state in one sentence,
            ``metric`` and ``guardrails`` have the figures of each version and how they compare.

        Raises:
            RegistryError: The test is not there any more.
        """
        found: Mapping[str, Any] = run_command(["ab", "show", "--", self.id], folder=self._folder)
        return found

    def refresh(self) -> None:
        """Looks up how requests are split now, and whether the test has ended.

        Raises:
            RegistryError: The test is not there any more.
        """
        with self._lock:
            self._read(self.id)

    def _read(self, test: str) -> None:
        found: Any = run_command(["ab", "show", "--", test], folder=self._folder)
        variants = [variant["version"] for variant in found["variants"]]
        self.id, self.name = str(found["id"]), str(found["name"])
        self._versions = [str(version.get("reference", version["id"])) for version in variants]
        self._table = [
            (int(each["from"]), int(each["to"]), int(each["variant"])) for each in found["routing"]
        ]
        ids = [version["id"] for version in variants]
        winner = found["winner"]
        is_over = found["concludedAt"] is not None
        self._only: Optional[int] = None
        if is_over:
            self._only = ids.index(winner) if winner in ids else 0
        elif found["mode"] == "shadow":
            self._only = 0
        self._read_at = time.monotonic()


_tests: dict[tuple[str, str], AbTest] = {}
_tests_lock = threading.Lock()


def route(test: str, request: Optional[str] = None, *, folder: Optional[StrPath] = None) -> str:
    """Returns the reference of the version that answers a request of an A/B test.

    The test is looked up once, and again every minute.

    Args:
        test: Name or id of the test.
        request: Id of the request; without one the answer is random.
        folder: Workspace folder; by default the one found upward from the current folder.

    Raises:
        RegistryError: There is no such test.
    """
    key = (os.path.abspath(os.fspath(folder or os.curdir)), test)
    with _tests_lock:
        known = _tests.get(key)
        if known is None:
            known = _tests[key] = AbTest(test, folder)
    return known.route(request)


def results(test: str, *, folder: Optional[StrPath] = None) -> Mapping[str, Any]:
    """Returns the state of an A/B test and its figures, as :meth:`AbTest.results` does.

    Args:
        test: Name or id of the test.
        folder: Workspace folder; by default the one found upward from the current folder.

    Raises:
        RegistryError: There is no such test.
    """
    found: Mapping[str, Any] = run_command(["ab", "show", "--", test], folder=folder)
    return found
