"""`treaty apply`: make at a target's broker what the contracts need and it lacks."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn, assert_never

import click

from treatyc.brokers.connection import ConnectionUnknown, resolve
from treatyc.brokers.kafka import BrokerError, KafkaBroker
from treatyc.checks.choice import Choice
from treatyc.checks.engine import check
from treatyc.checks.rules import RULES
from treatyc.cli.findings import errors_only, show
from treatyc.cli.project import FAILED, open_system, project_options
from treatyc.diagnostics import Diagnostic
from treatyc.printing.topology_as_text import as_lines
from treatyc.suggest import did_you_mean
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names
from treatyc.topology.broker import EmbeddedTopology, KafkaTopology, Topology
from treatyc.topology.compare import Difference, Missing, compare
from treatyc.topology.derive import derive

CHANGES = 1
"""The exit code where something is still not as it should be."""


@click.command("apply")
@click.option("--target", "wanted", required=True, metavar="NAME", help="The target of the project file.")
@click.option("--dry-run", is_flag=True, help="Change nothing; exit 1 and say what would be made.")
@project_options
def command(wanted: str, dry_run: bool, project: Path | None, root: Path | None) -> None:
    """Make the topics that a target's broker lacks: those of channels, replies, retries and dead letters.

    Nothing is ever altered or deleted: a topic that is there and differs is reported and left alone, and the run exits
    1. The target's `${NAME}` references are read from the environment. A production target takes released schemas only.
    """
    opened = open_system(project, root)
    found = errors_only(opened)
    if found or opened.system is None:
        show(found, opened.workspace)
        raise SystemExit(FAILED)
    target = _target(opened.system, wanted)
    if unreleased := _unreleased(opened.system, target):
        show(unreleased, opened.workspace)
        raise SystemExit(FAILED)
    match _topology(opened.system, target):
        case EmbeddedTopology():
            click.echo(f"apply: target `{target.name}` is the memory broker, which makes what it needs by itself")
        case KafkaTopology() as topology:
            _refuse_names(topology)
            try:
                code = _kafka(target, topology, dry_run=dry_run)
            except (ConnectionUnknown, BrokerError) as error:
                _fail(str(error))
            raise SystemExit(code)
        case unknown:
            assert_never(unknown)


def _unreleased(system: System, target: Target) -> tuple[Diagnostic, ...]:
    """What a production target refuses: texts that nobody released may still change under their version."""
    return check(replace(system, targets=(target,)), RULES, Choice(only=("production-unreleased",)))


def _target(system: System, name: str) -> Target:
    for target in system.targets:
        if target.name == name:
            return target
    known = [target.name for target in system.targets]
    advice = did_you_mean(name, known, f"there are: {', '.join(known)}" if known else "the project declares none")
    return _fail(f"no target is named `{name}`; {advice}")


def _topology(system: System, target: Target) -> Topology:
    try:
        return derive(system, target)
    except NotImplementedError as broker:
        return _fail(f"target `{target.name}`: broker `{broker}` is not supported yet; there are kafka and memory")


def _refuse_names(topology: KafkaTopology) -> None:
    for topic in topology.topics:
        if (problem := names.problem(topic.name)) is not None:
            _fail(f"`{topic.address}` cannot be held by a topic named `{topic.name}`: {problem}")


def _kafka(target: Target, wanted: KafkaTopology, *, dry_run: bool) -> int:
    """Say what differs, make what is missing unless this is a dry run, and return the exit code."""
    broker = KafkaBroker(resolve(target, os.environ))
    topics = [topic.name for topic in wanted.topics]
    before = compare(wanted, broker.observe(topics))
    click.echo(f"apply: target `{target.name}`, kafka at {broker.address}")
    for line in as_lines(before):
        click.echo(line)
    if dry_run:
        return _conclude(wanted, before, made=0)
    missing = [difference.topic for difference in before if isinstance(difference, Missing)]
    refused = broker.create(missing)
    for each in refused:
        click.echo(f"apply: {each.topic.name} was not made: {each.reason}", err=True)
    # What was asked for is read back: a broker may take a topic and set it up otherwise.
    code = _conclude(wanted, compare(wanted, broker.observe(topics)), made=len(missing) - len(refused))
    return FAILED if refused else code


def _conclude(wanted: KafkaTopology, left: Sequence[Difference], *, made: int) -> int:
    missing = sum(isinstance(difference, Missing) for difference in left)
    counts = {
        "made": made,
        "missing": missing,
        "left alone that differ": len(left) - missing,
        "as wanted": len(wanted.topics) - len(left) - made,
    }
    said = ", ".join(f"{count} {word}" for word, count in counts.items() if count) or "nothing is needed"
    click.echo(f"apply: {said}")
    return CHANGES if left else 0


def _fail(message: str) -> NoReturn:
    click.echo(f"treaty: {message}", err=True)
    raise SystemExit(FAILED)
