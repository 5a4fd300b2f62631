"""From two versions of a project to what its topology's changes do to those who run by the old one."""

from __future__ import annotations

from treatyc.compatibility.finding import Finding
from treatyc.compatibility.topology.pair import Pair
from treatyc.compatibility.topology.rule import Hit, TopologyRule
from treatyc.compatibility.topology.rules import RULES
from treatyc.system.system import System


def topology_changes(old: System, new: System) -> tuple[Finding, ...]:
    """What all rules of the topology find, sorted by rule and by what it is about."""
    pair = Pair(old, new)
    found = {_finding(rule, hit): None for rule in RULES for hit in rule.look(pair)}
    return tuple(sorted(found, key=lambda finding: (finding.rule, finding.path, finding.message)))


def _finding(rule: TopologyRule, hit: Hit) -> Finding:
    return Finding(
        rule=rule.id,
        category=rule.category,
        effect=hit.effect or rule.effect,
        message=hit.message,
        schema="",
        path=hit.path,
        writer=hit.old,
        reader=hit.new,
        help=hit.help,
        witness=hit.witness,
        unproven="" if hit.witness else hit.unproven or "it is about how messages travel, not about one message",
        sides=("it was", "it is"),
    )
