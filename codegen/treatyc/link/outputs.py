"""Outputs: what `generate` writes, each into a folder of its own."""

from __future__ import annotations

from collections.abc import Sequence

from treatyc.diagnostics import Related, Report
from treatyc.load import paths
from treatyc.load.language import OutputKeys, PythonKeys, TopologyKeys
from treatyc.load.project import ProjectUnit
from treatyc.load.shape import Declared
from treatyc.suggest import did_you_mean
from treatyc.system.system import Output
from treatyc.system.target import Target


def link_outputs(unit: ProjectUnit, targets: Sequence[Target], report: Report) -> tuple[Output, ...]:
    """Every output, sorted by its folder."""
    found: dict[str, Output] = {}
    for declared in unit.keys.generate.value if unit.keys.generate else ():
        output = _output(declared, unit.path, targets, report)
        if output is None:
            continue
        if output.out in found:
            first = Related("it is written by this one already", found[output.out].place)
            message = f"two outputs are written into `{output.out}`"
            report.error("duplicate-output", message, at=output.place, help="give each a folder", related=(first,))
        found[output.out] = output
    return tuple(found[out] for out in sorted(found))


def _output(declared: Declared[OutputKeys], project: str, targets: Sequence[Target], report: Report) -> Output | None:
    keys = declared.value
    if keys.python is not None:
        emitter, written, options = "python", keys.python.value.out, _python(keys.python.value)
    elif keys.topology is not None:
        emitter, written, options = "topology", keys.topology.value.out, _topology(keys.topology.value)
        _prove_targets(keys.topology.value, targets, report)
    else:
        return None
    out = paths.inside(project, written.value)
    if out is None:
        message = f"`{written.value}` leaves the repository"
        report.error("path-outside-root", message, at=written.place, help="everything is written inside it")
        return None
    if not out or project.startswith(f"{out}/"):
        message = f"`{written.value}` is the folder of the contracts or one above it"
        report.error(
            "output-over-contracts", message, at=written.place, help="give what is generated a folder of its own"
        )
        return None
    return Output(emitter, out, written.place, options)


def _python(keys: PythonKeys) -> tuple[tuple[str, str], ...]:
    return (("models", keys.models.value.value),) if keys.models else ()


def _topology(keys: TopologyKeys) -> tuple[tuple[str, str], ...]:
    """A pair for each target and format that was named."""
    options = [("target", each.value) for each in (keys.targets.value if keys.targets else ())]
    options += [("format", each.value.value) for each in (keys.formats.value if keys.formats else ())]
    options += [("cluster", keys.cluster.value)] if keys.cluster else []
    options += [("namespace", keys.namespace.value)] if keys.namespace else []
    return tuple(sorted(set(options)))


def _prove_targets(keys: TopologyKeys, targets: Sequence[Target], report: Report) -> None:
    known = [target.name for target in targets]
    for name in keys.targets.value if keys.targets else ():
        if name.value not in known:
            help_ = did_you_mean(name.value, known, "declare it under `targets`")
            report.error("unknown-target", f"no target is called `{name.value}`", at=name.place, help=help_)
