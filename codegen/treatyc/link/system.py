"""A project's units to the `System`: every name proven, every default filled in, everything sorted."""

from __future__ import annotations

from treatyc.diagnostics import Related, Report
from treatyc.link.agents import link_agents
from treatyc.link.channels import ignores, link_channels, names
from treatyc.link.policies import link_policies
from treatyc.link.schemas import link_schemas
from treatyc.link.targets import link_targets
from treatyc.load import paths
from treatyc.load.language import OutputKeys, PythonKeys, RulesKeys, TopologyKeys
from treatyc.load.project import ProjectUnit
from treatyc.load.shape import Declared
from treatyc.system.channel import Name
from treatyc.system.system import Output, RuleSettings, System


def link(unit: ProjectUnit, report: Report) -> System | None:
    """The whole project as one model; None when the report holds an error, of loading or of linking."""
    schemas = link_schemas(unit, report)
    policies = link_policies(unit)
    channels = link_channels(unit, schemas, policies, report)
    agents = link_agents(unit, channels, policies, report)
    targets = link_targets(unit, channels, report)
    outputs = _outputs(unit, report)
    if report.failed:
        return None
    keys = unit.keys
    return System(
        name=keys.name.value,
        place=keys.name.place,
        schemas=tuple(schemas.values()),
        policies=tuple(policies[entry.name] for entry in unit.policies),
        channels=tuple(channels.values()),
        agents=agents,
        targets=targets,
        outputs=outputs,
        releases=unit.releases,
        rules=_rules(keys.rules),
        description=keys.description.value if keys.description else "",
        compatibility=keys.compatibility.value.value if keys.compatibility else "edges",
        deployments=unit.deployments,
        acceptances=unit.acceptances,
        locked=unit.locked,
    )


def _outputs(unit: ProjectUnit, report: Report) -> tuple[Output, ...]:
    found: dict[str, Output] = {}
    for declared in unit.keys.generate.value if unit.keys.generate else ():
        output = _output(declared, unit.path, report)
        if output is None:
            continue
        if output.out in found:
            first = Related("it is written by this one already", found[output.out].place)
            message = f"two outputs are written into `{output.out}`"
            report.error("duplicate-output", message, at=output.place, help="give each a folder", related=(first,))
        found[output.out] = output
    return tuple(found[out] for out in sorted(found))


def _output(declared: Declared[OutputKeys], project: str, report: Report) -> Output | None:
    keys = declared.value
    if keys.python is not None:
        emitter, written, options = "python", keys.python.value.out, _python(keys.python.value)
    elif keys.topology is not None:
        emitter, written, options = "topology", keys.topology.value.out, _topology(keys.topology.value)
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


def _rules(declared: Declared[RulesKeys] | None) -> RuleSettings:
    if declared is None:
        return RuleSettings()
    rules = declared.value
    severities = rules.severity.value if rules.severity else ()
    return RuleSettings(
        select=tuple(sorted(names(rules.select), key=lambda name: name.value)),
        ignore=ignores(rules.ignore),
        severity=tuple((Name(entry.name, entry.place), entry.value.value) for entry in severities),
    )
