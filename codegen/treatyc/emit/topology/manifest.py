"""What an emitter of manifests is given, and how it is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from treatyc.emit.file import File
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.resource import Resource


@dataclass(frozen=True, slots=True)
class Manifest:
    """One target's topology. `cluster` is the broker's name in Kubernetes; `namespace` is empty for the default.

    `folder` is where the files will lie, relative to the root: places in comments are relative to the root too.
    """

    system: System
    target: Target
    resources: tuple[Resource, ...]
    cluster: str
    namespace: str
    folder: str


Emit: TypeAlias = Callable[[Manifest], tuple[File, ...]]
"""Writes a format, with paths relative to its own folder."""
