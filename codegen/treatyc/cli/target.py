"""`--target`: which target, and what we know of its broker."""

from __future__ import annotations

import click

from treatyc.cli.project import FAILED
from treatyc.printing.visible import visible
from treatyc.suggest import did_you_mean
from treatyc.system.system import System
from treatyc.system.target import Broker, Target
from treatyc.topology import brokers
from treatyc.topology.semantics import Semantics


def chosen_target(system: System, name: str) -> Target:
    """The target of this name; ends the run, and says which was meant, where there is none."""
    found = next((each for each in system.targets if each.name == name), None)
    if found is not None:
        return found
    known = [each.name for each in system.targets]
    advice = did_you_mean(name, known, f"there are: {', '.join(known)}" if known else "the project declares none")
    click.echo(f"treaty: no target is named `{visible(name)}`; {visible(advice)}", err=True)
    raise SystemExit(FAILED)


def known_semantics(target: Target) -> Semantics | None:
    """What is known of its broker, None of `memory`; ends the run where nothing is."""
    semantics = brokers.SEMANTICS.get(target.broker)
    if semantics is None and target.broker is not Broker.MEMORY:
        told = f"target `{target.name}`: broker `{target.broker.value}` is not supported yet"
        click.echo(f"treaty: {visible(told)}", err=True)
        raise SystemExit(FAILED)
    return semantics
