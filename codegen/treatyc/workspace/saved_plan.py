"""A saved plan on disk: written as a whole, and read with a bound on its size."""

from __future__ import annotations

from pathlib import Path

from treatyc.topology.saved import Saved, Unreadable, read
from treatyc.workspace.writing import replace

BYTES_MAX = 256 * 1024 * 1024
"""Far more than the plan of the largest fleet."""


def write_plan(path: Path, document: str) -> None:
    """Put a plan where a person wants it: readers see the old file or the new, never a part; raises OSError."""
    replace(path, document.encode())


def read_plan(path: Path) -> Saved:
    """The plan that a file holds; raises `Unreadable`."""
    try:
        with path.open("rb") as stream:
            content = stream.read(BYTES_MAX + 1)
    except OSError as error:
        raise Unreadable((error.strerror or "an error of the disk").lower()) from error
    if len(content) > BYTES_MAX:
        raise Unreadable("this is larger than any plan")
    try:
        return read(content.decode())
    except UnicodeDecodeError:
        raise Unreadable("this is no plan that `treaty plan -o FILE` wrote") from None
