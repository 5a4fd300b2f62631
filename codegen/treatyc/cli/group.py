"""The group of commands. `treaty --help` imports none of them."""

from __future__ import annotations

import errno
import importlib
import keyword
from collections.abc import Mapping
from typing import Any

import click

from treatyc.workspace.unavailable import ToolUnavailable

COMMANDS = {
    "check": "Check contracts: names, wiring, delivery, schemas.",
    "compat": "Compare two schemas, or two folders of them: does the one read what the other writes?",
    "release": "Freeze the text of each message that changed as its next version.",
    "accept": "Let a finding of the gate pass, with a reason, an owner and an end.",
    "generate": "Write what the project file lists under `generate`.",
    "explain": "Say in plain words what a rule, channel, pattern, message or agent is.",
    "graph": "Draw the fleet.",
    "plan": "Show what would have to be done at a target's broker, and why.",
    "apply": "Make a target's broker as the contracts say, or do what a saved plan says.",
    "drift": "Show what somebody changed at a target's broker since it was applied.",
    "import": "Declare what is there already: the topology of a target's broker.",
    "record": "Record which release of an agent runs at a target.",
    "registry": "Hold a target's schema registry to the contracts: look, push, pull, verify, promote, serve.",
    "init": "Write a starter project.",
    "new": "Write the handwritten part of an agent.",
    "schema": "Print the JSON Schema of the contract language.",
}
"""Each verb with its line of help; the module of the same name holds it as `command`."""


class LazyGroup(click.Group):
    """A group that knows its commands by name, and imports one when it runs.

    `verbs` are the commands with their lines of help; `package` holds a module of each name.
    """

    def __init__(self, *, verbs: Mapping[str, str], package: str, **settings: Any) -> None:
        self._verbs = verbs
        self._package = package
        super().__init__(**settings)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, in the order of a day's work."""
        del ctx
        return list(self._verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a verb, or None."""
        del ctx
        if cmd_name not in self._verbs:
            return None
        command: click.Command = importlib.import_module(f"{self._package}.{_module(cmd_name)}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the verb; what it needs and this machine has not is said in a line."""
        try:
            return super().invoke(ctx)
        except ToolUnavailable as missing:
            click.echo(f"treaty: {missing}", err=True)
            raise SystemExit(2) from missing
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:
                raise
            click.echo("treaty: a path that was named is longer than this system takes; name a shorter one", err=True)
            raise SystemExit(2) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs with their lines, without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(self._verbs.items()))


def _module(verb: str) -> str:
    """Where a verb is: a word that Python keeps for itself, such as `import`, is in the module `importing`."""
    return f"{verb}ing" if keyword.iskeyword(verb) else verb


@click.group(
    cls=LazyGroup, verbs=COMMANDS, package="treatyc.cli", context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="treaty", prog_name="treaty")
def group() -> None:
    """Contract-first messaging for agents: check, generate and provision from one declaration.

    Every verb exits 0 when there is nothing to say, 1 when something was found or is to be changed, 2 when it could
    not do its work.
    """
