"""A compatibility engine: what every format can be asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from treatyc.compatibility.finding import Finding
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Subject
from treatyc.diagnostics import Report
from treatyc.source import SourceTree
from treatyc.system.schema import Format

L = TypeVar("L")


@dataclass(frozen=True, slots=True)
class Engine(Generic[L]):
    """One format's engine over its own library `L`.

    `read` takes every file of the format beneath a folder of the tree (Protobuf's descriptors of that folder are in the
    tree) and reports what is wrong with them. `names` are the full names of what can be compared, sorted, each with the
    path of its file. Equal `fingerprint`s mean that nothing is found either way (and, JSON Schema aside, the reverse).
    Equal `meaning`s make no new version: a remark in prose, such as `deprecated`, is found and no more.
    `compare` gives all findings, deterministic and sorted; it never raises on what `read` let through.
    """

    format: Format
    ending: str
    read: Callable[[SourceTree, str, Report], L]
    names: Callable[[L], tuple[tuple[str, str], ...]]
    fingerprint: Callable[[Subject[L]], str]
    compare: Callable[[Subject[L], Subject[L], Settings], tuple[Finding, ...]]
    meaning: Callable[[Subject[L]], str]
