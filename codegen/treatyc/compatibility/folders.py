"""Two folders of one format compared: each schema with its namesake, and what has no namesake any more."""

from __future__ import annotations

from typing import TypeVar

from treatyc.compatibility.engine import Engine
from treatyc.compatibility.finding import Finding
from treatyc.compatibility.judge import Past, judge
from treatyc.compatibility.mode import MEANINGS, Mode
from treatyc.compatibility.removed import Names, look
from treatyc.compatibility.report import CompatibilityReport
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Everything, Named, Subject
from treatyc.system.schema import Format

L = TypeVar("L")


def compare_folders(engine: Engine[L], writer: L, reader: L, mode: Mode, settings: Settings) -> CompatibilityReport:
    """What a mode finds from the folder that was, `writer`, to the folder that is."""
    if engine.format is Format.PROTOBUF:
        # Files and packages matter to code in Protobuf, so its engine looks at the folder as a whole.
        return judge(engine, [Past("", Subject(writer, Everything()))], Subject(reader, Everything()), mode, settings)
    names = Names(dict(engine.names(writer)), dict(engine.names(reader)))
    found: list[Finding] = list(look(names)) if MEANINGS[mode].directions else []
    same = names.writer.keys() == names.reader.keys()
    for name in sorted(names.writer.keys() & names.reader.keys()):
        past = Past("", Subject(writer, Named(name)))
        report = judge(engine, [past], Subject(reader, Named(name)), mode, settings)
        found.extend(report.findings)
        same = same and report.same
    return CompatibilityReport(tuple(found), same)
