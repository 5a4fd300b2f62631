"""`treaty registry`: what a target's schema registry has and shall have; one file a verb, as in `cli.group`."""

from __future__ import annotations

import click

from treatyc.cli.group import LazyGroup

VERBS = {
    "status": "Say what answers there, who we are to it, and which of our schemas it has.",
    "diff": "Show what a push would register, and what the registry would answer.",
    "push": "Register what the contracts declare and the registry lacks, all of it or nothing.",
    "pull": "Bring a registry's subjects into the contracts, with their history as releases.",
    "verify": "Prove that what is registered is what is declared.",
    "promote": "Copy versions from one target's registry to another's.",
    "serve": "Run a small registry for development and tests.",
}


@click.group("registry", cls=LazyGroup, verbs=VERBS, package="treatyc.cli.registry")
def command() -> None:
    """Hold the schema registry of a target to the contracts."""
