"""Values of Python programs in the forms that the registry takes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, Union

StrPath = Union[str, "os.PathLike[str]"]


def flat(values: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    """Yields names and values; those of nested mappings have names with dots."""
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def number(name: str, value: Any) -> str:
    """Returns a number as text. NumPy's scalars and tensors of one element are numbers too."""
    try:
        # A number of 32 bits has fewer digits than its double would show: 0.9, not 0.89999997….
        is_numpy = type(value).__module__ == "numpy" and getattr(value, "ndim", 1) == 0
        return repr(float(str(value) if is_numpy else value))
    except (TypeError, ValueError):
        raise TypeError(f"The metric {name} is no number: {value!r}.") from None


def plain(value: Any) -> Any:
    """Returns a value that JSON can hold, for those of NumPy and paths."""
    if hasattr(value, "tolist"):
        return value.tolist()
    return str(value)
