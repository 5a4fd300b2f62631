"""Delivery policies with every default filled in."""

from __future__ import annotations

from treatyc.diagnostics import Report
from treatyc.load.language import DeadLetterKeys, PolicyKeys
from treatyc.load.project import ProjectUnit
from treatyc.load.shape import Declared, Entry, Off
from treatyc.source import Span
from treatyc.suggest import did_you_mean
from treatyc.system.policy import DeadLetter, Policy

DEFAULT = "default"


def link_policies(unit: ProjectUnit) -> dict[str, Policy]:
    """Every declared policy by its name, and everybody's, which a project may declare itself."""
    policies = {entry.name: _policy(entry) for entry in unit.policies}
    return {DEFAULT: Policy(DEFAULT, Span(unit.path)), **policies}


def find_policy(name: Declared[str] | None, policies: dict[str, Policy], report: Report) -> Policy:
    """The policy of this name; everybody's where none is named, or where the name is not known and was reported."""
    if name is None:
        return policies[DEFAULT]
    if name.value not in policies:
        help_ = did_you_mean(name.value, policies, "declare it under `policies`")
        report.error("unknown-policy", f"no policy is called `{name.value}`", at=name.place, help=help_)
        return policies[DEFAULT]
    return policies[name.value]


def _policy(entry: Entry[PolicyKeys]) -> Policy:
    keys = entry.value
    usual = Policy(entry.name, entry.place)
    return Policy(
        name=entry.name,
        place=entry.place,
        ack_wait_s=keys.ack_wait.value if keys.ack_wait else usual.ack_wait_s,
        max_deliver=keys.max_deliver.value if keys.max_deliver else usual.max_deliver,
        backoff_s=tuple(delay.value for delay in keys.backoff.value) if keys.backoff else usual.backoff_s,
        dead_letter=_dead_letter(keys.dead_letter),
        deduplicate_s=_window(keys.deduplicate, usual.deduplicate_s),
        in_flight=keys.in_flight.value if keys.in_flight else usual.in_flight,
    )


def _dead_letter(written: Declared[Off | DeadLetterKeys] | None) -> DeadLetter | None:
    if written is None:
        return DeadLetter()
    if isinstance(written.value, Off):
        return None
    retain = written.value.retain
    return DeadLetter(retain.value) if retain else DeadLetter()


def _window(written: Declared[Off | float] | None, usual_s: float) -> float:
    if written is None:
        return usual_s
    return 0.0 if isinstance(written.value, Off) else written.value
