"""`treaty schema`: the JSON Schema of the contract language, for editors."""

from __future__ import annotations

import click

from treatyc.emit.starter import language_file


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of the contract language.

    Put it beside the contracts, and name it in their first line: `# yaml-language-server: $schema=treaty.schema.json`.
    """
    click.echo(language_file("").content, nl=False)
