"""`treaty accept`: let a finding of the gate pass, with a reason, an owner and the day on which that ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from treatyc.cli.findings import show
from treatyc.cli.gating import RELEASES, Asked, Run, fail, gate_options, in_the_way, run_gate
from treatyc.cli.project import FAILED, Opened, open_system, project_options
from treatyc.gate.accepting import about
from treatyc.gate.gate import Choice
from treatyc.load import accepted, files, paths
from treatyc.printing.visible import visible
from treatyc.source import Source, Span
from treatyc.suggest import did_you_mean
from treatyc.system.acceptance import Acceptance
from treatyc.workspace.writing import replace

DAYS_MAX = 366
_SHOWN_MAX = 8


@click.command("accept")
@click.argument("finding")
@click.option("--reason", required=True, help="Why it may pass.")
@click.option("--owner", required=True, help="Who answers for it.")
@click.option("--until", required=True, metavar="DAY", type=click.DateTime(["%Y-%m-%d"]), help="The last day of it.")
@click.option("--against", metavar="BASELINE", default=RELEASES, show_default=True, help="Where it is found.")
@gate_options
@project_options
def command(
    finding: str,
    *,
    reason: str,
    owner: str,
    until: datetime,
    against: str,
    choice: Choice,
    project: Path | None,
    root: Path | None,
) -> None:
    """Let FINDING pass, which `treaty check --against BASELINE` fails on.

    FINDING is the key that is printed with it, or its beginning. An entry is added to `accepted.yaml`, beside the
    project file; an entry that has ended, or that is about nothing any more, fails the gate itself.
    """
    last = _prove_day(until.date(), choice)
    texts = {"reason": _prove_text("reason", reason), "owner": _prove_text("owner", owner)}
    opened = open_system(project, root)
    found = in_the_way(opened)
    if found or opened.system is None:
        show(found, opened.workspace)
        raise SystemExit(FAILED)
    run = run_gate(opened, opened.system, Asked(against, choice))
    key = _key(finding, run, opened.system.acceptances)
    path = paths.inside(opened.workspace.tree.project, files.ACCEPTED) or files.ACCEPTED
    # The same key may stand beside several sentences, one for each version or direction: they are accepted together.
    sentences = sorted({each.message for each in run.judged.failing if each.key == key})
    words = (texts["reason"], texts["owner"], last, Span(path))
    _write(opened, path, [Acceptance(key, says, *words) for says in sentences])
    click.echo(f"accepted {visible(key)} until {last}: commit {path}")


def _prove_day(until: date, choice: Choice) -> date:
    today = choice.now.date()
    if until < today:
        fail(f"{until} is over: name a day to come")
    if until > today + timedelta(days=DAYS_MAX):
        fail(f"{until} is more than a year ahead: a break that stays is a new major")
    return until


def _prove_text(name: str, text: str) -> str:
    if not text.strip() or not text.isprintable():
        fail(f"the {name} is one line that people can read")
    return text.strip()


def _key(written: str, run: Run, before: tuple[Acceptance, ...]) -> str:
    """The key of the one finding that is meant; ends the run where there is none, or are several."""
    keys = sorted({finding.key for finding in run.judged.failing})
    entries = _still_meant(run, before)
    whole = written in keys or written in entries
    matching = [written] if whole else [key for key in keys if key.startswith(written)]
    if len(matching) == 1 and (entry := entries.get(matching[0])):
        fail(f"`{visible(entry.finding)}` has an entry in `{entry.place.path}` already; change that one")
    if len(matching) == 1:
        return matching[0]
    if matching:
        shown = "".join(f"\n  {visible(key)}" for key in matching[:_SHOWN_MAX])
        fail(f"`{visible(written)}` stands for {len(matching)} findings; write more of one of them:{shown}")
    hint = (
        f"there are:{''.join(f'{chr(10)}  {visible(key)}' for key in keys[:_SHOWN_MAX])}" if keys else "there is none"
    )
    return fail(f"the gate does not fail on `{visible(written)}`; {did_you_mean(written, keys, hint)}")


def _still_meant(run: Run, before: tuple[Acceptance, ...]) -> dict[str, Acceptance]:
    """The entries that what fails has already; one that reads otherwise is about something else."""
    failing = {about(finding) for finding in run.judged.failing}
    keys = {finding.key for finding in run.judged.failing}
    return {entry.finding: entry for entry in before if entry.about in failing or entry.finding not in keys}


def _write(opened: Opened, path: str, entries: Sequence[Acceptance]) -> None:
    """Add the entries, when the file with them says what it said before and the entries."""
    text = accepted.appended(opened.workspace.tree.get(path), *entries)
    if not accepted.adds(opened.workspace.tree, Source(path, text), *entries):
        fail(f"an entry cannot be added at the end of `{path}`: make it a list, one `- finding:` below the other")
    try:
        replace(opened.workspace.root / path, text.encode())
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror}")
