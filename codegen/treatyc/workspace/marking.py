"""A file that stands beside others while something is under way, and the folder that one run at a time may hold."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from treatyc.workspace.writing import replace


class Held(Exception):
    """Another run holds the folder."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The file; it is there as a whole or not at all."""

    path: Path

    def read(self) -> str | None:
        """What an earlier run left, None where none was cut short; what is no UTF-8 is nothing that anybody wrote."""
        try:
            return self.path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return None

    def write(self, text: str) -> None:
        """Say what is under way."""
        replace(self.path, text.encode())

    def remove(self) -> None:
        """It is over."""
        self.path.unlink(missing_ok=True)


if sys.platform == "win32":

    @contextmanager
    def alone(folder: Path) -> Iterator[None]:
        """Two runs in one checkout are not kept apart here."""
        del folder
        yield

else:
    import fcntl

    @contextmanager
    def alone(folder: Path) -> Iterator[None]:
        """Hold a folder until this ends, or the process does; raises `Held` where another run has it."""
        number = os.open(folder, os.O_RDONLY)
        try:
            try:
                fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise Held from error
            yield
        finally:
            os.close(number)
