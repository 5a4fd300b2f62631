"""`treaty import`: contracts for what is there already; one file a verb, as in `cli.group`."""

from __future__ import annotations

import click

from treatyc.cli.group import LazyGroup

VERBS = {"topology": "Declare what a target's broker holds: channels, who sends and who reads, with schemas."}


@click.group("import", cls=LazyGroup, verbs=VERBS, package="treatyc.cli.importing")
def command() -> None:
    """Write contracts for what is there already."""
