"""A project's units to the `System`: every name proven, every default filled in, everything sorted."""

from __future__ import annotations

from treatyc.diagnostics import Report
from treatyc.link.agents import link_agents
from treatyc.link.channels import ignores, link_channels, names
from treatyc.link.outputs import link_outputs
from treatyc.link.policies import link_policies
from treatyc.link.schemas import link_schemas
from treatyc.link.targets import link_targets
from treatyc.load.language import RulesKeys
from treatyc.load.project import ProjectUnit
from treatyc.load.shape import Declared
from treatyc.system.channel import Name
from treatyc.system.system import RuleSettings, System


def link(unit: ProjectUnit, report: Report) -> System | None:
    """The whole project as one model; None when the report holds an error, of loading or of linking."""
    schemas = link_schemas(unit, report)
    policies = link_policies(unit)
    channels = link_channels(unit, schemas, policies, report)
    agents = link_agents(unit, channels, policies, report)
    targets = link_targets(unit, channels, report)
    outputs = link_outputs(unit, targets, report)
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
