"""`generate: - topology`: the manifests of each target in each format, as `<target>/<format>/<file>`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from treatyc.emit.file import File
from treatyc.emit.topology.formats import FORMATS
from treatyc.emit.topology.manifest import Manifest
from treatyc.system.manifest import BROKERS
from treatyc.system.system import Output, System
from treatyc.system.target import Target
from treatyc.topology.brokers import SEMANTICS, derive


def emit(system: System, output: Output) -> tuple[File, ...]:
    """All manifests that the output asks for, sorted by path."""
    named = {value for name, value in output.options if name == "target"}
    found = [
        file
        for target in system.targets
        if target.broker in SEMANTICS and (not named or target.name in named)
        for file in _files(system, target, output)
    ]
    return tuple(sorted(found))


def _files(system: System, target: Target, output: Output) -> Iterator[File]:
    options = dict(output.options)
    wanted = {value for name, value in output.options if name == "format"}
    manifest = Manifest(
        system,
        target,
        derive(system, target),
        cluster=options.get("cluster", target.name.replace("_", "-")),
        namespace=options.get("namespace", ""),
        folder=f"{output.out}/{target.name}",
    )
    for name, files in FORMATS.items():
        if target.broker in BROKERS[name] and (not wanted or name.value in wanted):
            for file in files(manifest):
                yield replace(file, path=f"{target.name}/{name.value}/{file.path}")
